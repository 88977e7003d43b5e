/** The engine of the run: `npm test` runs the tests on cdktf, and `npm run test:cdktn` on cdktn. */
declare const ENGINE: "cdktf" | "cdktn";
