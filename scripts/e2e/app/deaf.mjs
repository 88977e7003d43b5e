// A program that runs, and does not listen.
import { setInterval } from "node:timers";

setInterval(() => console.log("working"), 1000);
