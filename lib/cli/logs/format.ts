import { jsonEscape, printable } from "../../base/text";
import { styled } from "../io";
import { containerOf, displayContainer } from "./containers";
import type { LogEntry } from "./loki";

/** How lines are printed. */
export interface LogFormat {
  readonly isJson: boolean;
  /** Whether each line starts with its container. */
  readonly hasContainer: boolean;
  readonly isColored: boolean;
}

const INSTANCE_LENGTH = 8;
const STREAM_STYLES = new Map<string, "red" | "cyan">([
  ["stderr", "red"],
  ["platform", "cyan"],
]);
const ESCAPE = "\u001b";
/** Colors of a program. */
const COLOR = new RegExp(`(${ESCAPE}\\[[\\d;:]*m)`);
const RESET = `${ESCAPE}[0m`;

/** One line of a log, with its end of line. */
export function formatEntry(entry: LogEntry, format: LogFormat): string {
  return format.isJson ? formatJson(entry) : formatText(entry, format);
}

function formatText(entry: LogEntry, { hasContainer, isColored }: LogFormat): string {
  const time = styled(isColored, "dim", isoTime(entry.time).replace(/(\.\d{3})\d+/, "$1"));
  const container = hasContainer
    ? `${printable(displayContainer(containerOf(entry.containerId, entry.resourceName)))} `
    : "";
  const instance = printable(shortInstance(entry.instance)).padEnd(INSTANCE_LENGTH);
  const style = STREAM_STYLES.get(entry.stream);
  const prefix = style === undefined ? instance : styled(isColored, style, instance);
  return `${time} ${container}${prefix} ${formatMessage(entry.message, isColored)}\n`;
}

/** The message without characters that change a terminal; with its colors only if the terminal has colors. */
function formatMessage(message: string, isColored: boolean): string {
  const parts = message.replace(/\r$/, "").split(COLOR);
  const text = parts
    .map((part, index) => (index % 2 === 1 ? (isColored ? part : "") : part.split("\t").map(printable).join("\t")))
    .join("");
  return isColored && parts.length > 1 ? `${text}${RESET}` : text;
}

/** The part of an instance's name that differs between instances: the start of an ID, or the end of the name of a pod. */
function shortInstance(name: string): string {
  return (name.split("-").at(-1) ?? "").slice(0, INSTANCE_LENGTH);
}

function formatJson({ time, containerId, resourceName, instance, stream, message }: LogEntry): string {
  const { namespace, name } = containerOf(containerId, resourceName);
  const value = {
    time: isoTime(time),
    namespace,
    container: name,
    container_id: containerId,
    instance,
    stream,
    message,
  };
  return `${JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, jsonEscape)}\n`;
}

/** The time in UTC with nanoseconds: `2026-11-29T10:00:00.123456789Z`. */
function isoTime(nanoseconds: bigint): string {
  const seconds = new Date(Number(nanoseconds / 1_000_000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(nanoseconds % 1_000_000_000n).padStart(9, "0")}Z`;
}
