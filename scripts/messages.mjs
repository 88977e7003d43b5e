// npm run messages:update: writes the catalogue of messages, which a test compares with the code.
import { writeFileSync } from "node:fs";
import { catalogue, collectMessages } from "../__tests__/messages/collect.ts";
import { collectTranscripts } from "../__tests__/messages/transcripts.ts";

writeFileSync("__tests__/messages/catalogue.txt", catalogue(await collectMessages(), await collectTranscripts()));
