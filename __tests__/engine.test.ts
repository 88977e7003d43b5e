import { newApp } from "./helpers/synth";

test("the tests run on the engine of their npm script", () => {
  const { version } = jest.requireActual<{ version: string }>(`${ENGINE}/package.json`);
  expect(newApp().node.getContext("cdktfVersion")).toBe(version);
});
