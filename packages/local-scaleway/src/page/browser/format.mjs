// Values as text.
import { h } from "./dom.mjs";

const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const RUN = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
});

function isToday(date) {
  return date.toDateString() === new Date().toDateString();
}

/** A moment in the past: the time, and the day if it is not today. */
export function timeOf(milliseconds) {
  const date = new Date(milliseconds);
  const text = isToday(date) ? TIME.format(date) : `${DATE.format(date)} ${TIME.format(date)}`;
  return h("time", { datetime: date.toISOString(), title: date.toString() }, text);
}

/** A moment in the future. */
export function runTimeOf(milliseconds) {
  const date = new Date(milliseconds);
  return h("time", { datetime: date.toISOString(), title: date.toString() }, RUN.format(date));
}

export function duration(milliseconds) {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}

/** Compares names for sorting: worker-2 is before worker-10. */
export const compareNames = new Intl.Collator("en", { numeric: true }).compare;

export function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** A status by shape, word and colour. */
export function statusOf(status) {
  return h("span", { class: "status", "data-status": status }, status);
}

/** The status of an answer. */
export function codeOf(code) {
  return h("span", { class: "code", "data-class": code < 400 ? "ok" : "failed" }, code);
}

/** The reason of an error. */
export function reasonOf({ reason }) {
  return reason !== "" && h("p", { class: "reason" }, reason);
}

/** Links to another page, which does not learn where they are. */
export function linkTo(url) {
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, url.replace(/^http:\/\//, ""));
}
