// The page: keeps the state of the server, lays out the chats, routes the events.

import { api, listen } from "./api.js";
import { avatar, Chat, fullName } from "./chat.js";
import { Clock } from "./clock.js";
import { button, h, icon, narrow, recall, remember } from "./dom.js";
import { Log } from "./log.js";
import { askName, toast } from "./overlay.js";
import { language, setLanguage, word } from "./words.js";

const TONES = ["pine", "plum", "amber", "slate", "brick", "sky"];
const COMMAND_CALLS = new Set(["setMyCommands", "deleteMyCommands"]);

const store = { bot: null, people: [], chats: {}, commands: {}, samples: [], clock: false };
const chats = new Map();
const deck = document.querySelector(".deck");
const tabs = document.querySelector(".tabs");
const offline = document.querySelector(".offline");
const clock = new Clock((text) => toast(document.body, text, "bad"));
const log = new Log((id) => {
  const person = store.people.find((one) => String(one.id) === String(id));
  return person ? person.first_name : String(id);
});
let active = null;
let reload = 0;
let asked = Promise.resolve();
const early = [];
let loading = false;

// --- chats and tabs -------------------------------------------------------------------------

function chatOf(person) {
  const key = String(person.id);
  if (!chats.has(key)) {
    const chat = new Chat(person, TONES[chats.size % TONES.length], store, drawTab);
    chats.set(key, chat);
    deck.append(chat.node);
    tabs.append(tabFor(chat, key));
    active ??= key;
    showActive();
  }
  return chats.get(key);
}

function tabFor(chat, key) {
  const tab = button(
    { class: "tab", data: { tab: key }, onclick: () => choose(key) },
    avatar(chat.person, chat.tone),
    h("span", { class: "tab-name" }, chat.person.first_name),
    h("span", { class: "badge", hidden: true }),
  );
  return tab;
}

function drawTab(chat) {
  const tab = tabs.querySelector(`[data-tab="${chat.person.id}"]`);
  if (!tab) return;
  const badge = tab.querySelector(".badge");
  badge.hidden = !chat.unread;
  badge.textContent = chat.unread > 99 ? "99+" : String(chat.unread);
  tab.setAttribute("aria-label", fullName(chat.person) + (chat.unread ? `, ${chat.unread} ${word("unread")}` : ""));
}

function choose(key) {
  active = key;
  showActive();
}

function showActive() {
  for (const [key, chat] of chats) {
    const on = key === active;
    chat.node.classList.toggle("active", on);
    const tab = tabs.querySelector(`[data-tab="${key}"]`);
    if (on) tab?.setAttribute("aria-current", "true");
    else tab?.removeAttribute("aria-current");
    if (on && narrow.matches) {
      tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
      chat.stick();
    }
  }
}

function updatePerson(person) {
  const at = store.people.findIndex((one) => one.id === person.id);
  if (at < 0) store.people.push(person);
  else store.people[at] = person;
  const chat = chatOf(person);
  chat.update(person);
  const tab = tabs.querySelector(`[data-tab="${person.id}"]`);
  tab.querySelector(".tab-name").textContent = person.first_name;
  tab.classList.toggle("is-blocked", Boolean(person.blocked));
  drawTab(chat);
  return chat;
}

// --- state of the server ----------------------------------------------------------------------

function applyState(state) {
  Object.assign(store, { bot: state.bot, commands: state.commands ?? {}, samples: state.samples ?? [], clock: state.clock });
  clock.set(state.now);
  if (clock.drawn !== `${state.clock}${language()}`) {
    clock.drawn = `${state.clock}${language()}`;
    clock.controls(state.clock);
  }
  const alive = new Set(state.people.map((person) => String(person.id)));
  for (const [key, chat] of chats) {
    if (alive.has(key)) continue;
    chat.node.remove();
    tabs.querySelector(`[data-tab="${key}"]`)?.remove();
    chats.delete(key);
    if (active === key) active = null;
  }
  store.people = state.people;
  for (const person of state.people) updatePerson(person).load(state.chats?.[person.id] ?? []);
}

/** Ask for the state anew, one question after another: an older answer never undoes a newer one. */
function refresh() {
  asked = asked.then(load);
  return asked;
}

async function load() {
  loading = true;
  try {
    applyState(await api.state());
    offline.hidden = true;
  } catch {
    showOffline();
  }
  loading = false;
  // What happened while the answer was on its way is newer than the answer.
  for (const event of early.splice(0)) route(event);
  await log.refresh().catch(() => log.forget());
}

function showOffline() {
  offline.textContent = word("offline");
  offline.hidden = false;
}

function inChat(id, run) {
  const chat = chats.get(String(id));
  if (chat) run(chat);
  else scheduleRefresh();
}

function scheduleRefresh() {
  clearTimeout(reload);
  reload = setTimeout(refresh, 250);
}

const ROUTES = {
  message: (event) => inChat(event.chat, (chat) => chat.put(event.message)),
  edit: (event) => inChat(event.chat, (chat) => chat.put(event.message)),
  delete: (event) => inChat(event.chat, (chat) => chat.remove(event.message_id)),
  answer: (event) => inChat(event.chat, (chat) => chat.answer(event.text, event.alert)),
  offers: (event) => inChat(event.chat, (chat) => chat.composer.offer(event.results, event.button)),
  typing: (event) => inChat(event.chat, (chat) => chat.showTyping(true)),
  clock: (event) => clock.set(event.now, true),
  person: (event) => updatePerson(event.person),
  call: (event) => {
    log.add(event);
    if (COMMAND_CALLS.has(event.method)) scheduleRefresh();
  },
};

function route(event) {
  ROUTES[event.type]?.(event);
}

// --- top bar and hints ------------------------------------------------------------------------

async function addPerson(first, last) {
  try {
    const answer = await api.addPerson(first, last);
    await refresh();
    const id = answer.person?.id ?? answer.id;
    const chat = chats.get(String(id));
    if (chat) choose(String(id));
    chat?.node.scrollIntoView({ block: "nearest", inline: "end" });
  } catch (error) {
    toast(document.body, `${word("failed")}: ${error.message}`, "bad");
  }
}

function drawTools() {
  const add = button(
    { class: "tool", "aria-label": word("addPerson"), title: word("addPerson"), data: { addPerson: "" }, onclick: () => askName(addPerson) },
    icon("add"),
  );
  const codes = ["ru", "en"].map((code) =>
    button({ class: "language", lang: code, "aria-pressed": String(code === language()), data: { language: code }, onclick: () => speak(code) }, code.toUpperCase()),
  );
  document.querySelector(".bar-tools").replaceChildren(
    log.opener(),
    add,
    h("div", { class: "languages", role: "group", "aria-label": word("language") }, codes),
  );
}

function drawSteps() {
  const panel = document.querySelector(".steps");
  panel.hidden = recall("steps") === "hidden";
  const items = word("steps").map(([title, text], index) =>
    h("li", {}, h("span", { class: "step-number", "aria-hidden": "true" }, String(index + 1)), h("span", {}, h("b", {}, title), h("span", { class: "step-text" }, text))),
  );
  const list = h("ol", { id: "steps-list" }, items);
  const fold = button({ class: "steps-fold", "aria-expanded": "false", "aria-controls": "steps-list" }, h("span", {}, word("stepsTitle")), icon("down"));
  fold.addEventListener("click", () => {
    fold.setAttribute("aria-expanded", String(panel.classList.toggle("unfolded")));
  });
  const hide = button({ class: "round small", "aria-label": word("stepsHide"), title: word("stepsHide"), data: { stepsHide: "" } }, icon("close"));
  hide.addEventListener("click", () => {
    panel.hidden = true;
    remember("steps", "hidden");
    deck.focus({ preventScroll: true });
  });
  panel.replaceChildren(h("h2", { class: "steps-title" }, word("stepsTitle")), fold, list, hide);
}

function drawWords() {
  document.documentElement.lang = language();
  document.title = word("title");
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  for (const node of document.querySelectorAll("[data-word-label]")) node.setAttribute("aria-label", word(node.dataset.wordLabel));
  drawTools();
  drawSteps();
}

/** Switch the language: the chats are drawn anew, half-written texts stay. */
async function speak(code) {
  if (code === language()) return;
  setLanguage(code);
  const drafts = new Map([...chats].map(([key, chat]) => [key, chat.composer.draft()]));
  chats.clear();
  deck.replaceChildren();
  tabs.replaceChildren();
  drawWords();
  await refresh();
  for (const [key, text] of drafts) chats.get(key)?.composer.restore(text);
  document.querySelector(`[data-language="${code}"]`)?.focus();
}

drawWords();
narrow.addEventListener("change", showActive);
listen({
  onEvent: (event) => (loading ? early.push(event) : route(event)),
  onBack: () => {
    log.forget();
    refresh();
  },
  onLost: showOffline,
});
