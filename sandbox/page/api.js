// The server of the sandbox: JSON calls, uploads and the stream of events.

import { language } from "./words.js";

export class ApiError extends Error {}

async function read(response) {
  const text = await response.text();
  let body = {};
  try {
    body = text ? JSON.parse(text) : {};
  } catch {
    body = {};
  }
  if (!response.ok) throw new ApiError(body.error ?? body.detail ?? `HTTP ${response.status}`);
  return body;
}

const get = async (path) => read(await fetch(path, { headers: { Accept: "application/json" } }));

const post = async (path, body = {}) =>
  read(
    await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(body),
    }),
  );

const person = (id, action) => `/sim/people/${encodeURIComponent(id)}/${action}`;

export const api = {
  state: () => get("/sim/state"),
  calls: (after) => get(`/sim/calls?after=${encodeURIComponent(after)}`),
  start: (id, payload) => post(person(id, "start"), { payload: payload ?? null }),
  text: (id, text) => post(person(id, "text"), { text }),
  click: (id, messageId, data) => post(person(id, "click"), { message_id: messageId, data }),
  inline: (id, query) => post(person(id, "inline"), { query }),
  choose: (id, result) => post(person(id, "choose"), { result }),
  admit: (id, payload) => post(person(id, "admit"), { payload: payload ?? "" }),
  expel: (id) => post(person(id, "expel")),
  speaks: (id, who) => post(person(id, "speaks"), { person: who }),
  addGroup: (title, speaker, payload) => post("/sim/groups", { title, speaker, payload }),
  sticker: (id) => post(person(id, "sticker")),
  voice: (id) => post(person(id, "voice")),
  block: (id) => post(person(id, "block")),
  unblock: (id) => post(person(id, "unblock")),
  sample: (id, name) => post(person(id, "sample"), { name }),
  addPerson: (firstName, lastName) => post("/sim/people", { first_name: firstName, last_name: lastName, language_code: language() }),
  advance: (seconds) => post("/sim/clock/advance", { seconds }),
  next: () => post("/sim/clock/next"),
  async upload(id, files, caption, as) {
    const form = new FormData();
    form.append("caption", caption);
    form.append("as", as);
    for (const file of files) form.append("file", file, file.name);
    return read(await fetch(person(id, "upload"), { method: "POST", body: form }));
  },
};

/** Listen to the server; onLost while it is away, onBack each time the stream (re)opens. */
export function listen({ onEvent, onBack, onLost }) {
  let source;
  let timer = 0;
  let wait = 500;

  function open() {
    source = new EventSource("/sim/events");
    source.onopen = () => {
      wait = 500;
      onBack();
    };
    source.onmessage = (event) => {
      try {
        onEvent(JSON.parse(event.data));
      } catch (error) {
        console.warn("unreadable event", error);
      }
    };
    source.onerror = () => {
      onLost();
      source.close();
      clearTimeout(timer);
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, 8000);
    };
  }

  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
