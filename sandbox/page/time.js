// Wall-clock time of the demo: everything is shown in the offset of the demo clock,
// never in the zone of the browser.

import { language } from "./words.js";

let offsetMinutes = 0;

export function offsetOf(iso) {
  const match = /([+-])(\d\d):?(\d\d)$/.exec(iso);
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === "-" ? -minutes : minutes;
}

export function useOffsetOf(iso) {
  offsetMinutes = offsetOf(iso);
}

/** A Date whose UTC fields read as the wall clock of the demo; null for rubbish. */
function wall(value) {
  const moment = typeof value === "number" ? value : Date.parse(value);
  return Number.isFinite(moment) ? new Date(moment + offsetMinutes * 60000) : null;
}

function show(value, options) {
  const moment = wall(value);
  if (!moment) return "";
  return new Intl.DateTimeFormat(language() === "en" ? "en-GB" : "ru-RU", { timeZone: "UTC", ...options }).format(moment);
}

const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

export const timeOf = (value) => show(value, TIME);
export const secondsOf = (value) => show(value, { ...TIME, second: "2-digit" });
export const dayOf = (value) => show(value, { day: "numeric", month: "long" });
export const weekdayOf = (value) => show(value, { weekday: "long" });
export const fullDateOf = (value) => show(value, { day: "numeric", month: "long", year: "numeric" });
export const dayKey = (value) => wall(value)?.toISOString().slice(0, 10) ?? "";
