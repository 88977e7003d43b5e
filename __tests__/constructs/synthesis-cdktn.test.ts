// The tests of the synthesis, on CDKTF's successor.
import { newApp } from "../helpers/synth";
import "../terraform/token-resolution.test";
import "./synthesis.test";

jest.mock("cdktf", () => jest.requireActual<object>("cdktn"));

test("runs on cdktn", () => {
  expect(newApp().node.getContext("cdktfVersion")).toBe("0.24.0");
});
