// One message: bubble, media and inline keyboard.

import { button, h, icon } from "./dom.js";
import { lightbox } from "./overlay.js";
import { dayKey, dayOf, timeOf } from "./time.js";
import { fileSize, word } from "./words.js";

const ALLOWED = new Set([
  "B", "STRONG", "I", "EM", "U", "INS", "S", "STRIKE", "DEL", "CODE", "PRE", "BLOCKQUOTE", "SPAN", "TG-SPOILER", "BR", "A",
]);
const COMMAND = /(^|[\s(«])(\/[a-z][a-z0-9_]{1,31})(?![\w/])/g;

function safeLink(node) {
  const href = node.getAttribute("href") ?? "";
  if (!/^(https?:|tg:|mailto:)/i.test(href)) return h("span");
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" });
}

function wrapper(node) {
  if (node.tagName === "A") return safeLink(node);
  const spoiler = node.tagName === "TG-SPOILER" || node.classList.contains("tg-spoiler");
  if (spoiler) return h("span", { class: "spoiler", tabindex: "0" });
  return h(node.tagName.toLowerCase());
}

/** Plain text where /commands may be pressed, as in Telegram. */
function withCommands(text, onCommand) {
  const parts = [];
  let last = 0;
  for (const match of text.matchAll(COMMAND)) {
    const start = match.index + match[1].length;
    parts.push(text.slice(last, start));
    parts.push(button({ class: "command-link", onclick: () => onCommand(match[2]) }, match[2]));
    last = start + match[2].length;
  }
  parts.push(text.slice(last));
  return parts;
}

/** Copy only what Telegram's own HTML knows; everything else becomes its text. */
function copySafe(from, to, onCommand) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      const plain = !onCommand || to.closest("a, code, pre");
      to.append(...(plain ? [node.data] : withCommands(node.data, onCommand)));
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      const target = ALLOWED.has(node.tagName) ? wrapper(node) : null;
      if (target) to.append(target);
      if (!["SCRIPT", "STYLE"].includes(node.tagName)) copySafe(node, target ?? to, onCommand);
    }
  }
}

/** A quotation stands on lines of its own: the breaks beside it would show as empty lines. */
function dropBreaksAround(block) {
  if (block.previousSibling?.nodeName === "BR") block.previousSibling.remove();
  if (block.nextSibling?.nodeName === "BR") block.nextSibling.remove();
}

function textOf(message, onCommand) {
  const body = h("div", { class: "bubble-text" });
  const own = message.from !== "bot";
  if (own && /^\/start \S/.test(message.text ?? "")) {
    // A real client does not show what a link carries.
    body.append("/start");
  } else if (message.html) {
    copySafe(new DOMParser().parseFromString(message.html, "text/html").body, body, own ? null : onCommand);
    for (const block of body.querySelectorAll("blockquote, pre")) dropBreaksAround(block);
  } else if (message.text) {
    body.append(...(own ? [message.text] : withCommands(message.text, onCommand)));
  }
  return body;
}

function fileRow(media) {
  const label = media.name || word(media.kind) || word("document");
  const inside = [
    h("span", { class: "file-badge" }, icon(media.kind === "document" ? "file" : media.kind)),
    h("span", { class: "file-text" }, h("span", { class: "file-name" }, label), h("span", { class: "file-size" }, fileSize(media.size))),
  ];
  if (!media.url) return h("div", { class: "file" }, ...inside);
  return h(
    "a",
    { class: "file", href: media.url, download: media.name ?? "", "aria-label": `${word("download")}: ${label}` },
    ...inside,
    icon("download", "icon file-get"),
  );
}

function mediaOf(media, onReady) {
  if (media.kind === "photo" && media.url) {
    const picture = h("img", { src: media.url, alt: media.name || word("photo"), onload: onReady });
    return button(
      { class: "picture", "aria-label": word("enlarge"), onclick: () => lightbox(media.url, media.name || word("photo")) },
      picture,
    );
  }
  if (media.kind === "sticker") {
    return h("div", { class: "sticker", role: "img", "aria-label": word("sticker") }, icon("sticker", "icon sticker-icon"));
  }
  return fileRow(media);
}

/** What a link to the bot itself asks for: a group to be added to, or words for /start. */
function ownLink(url, actions) {
  const found = /^https:\/\/t\.me\/(\w+)\?(start|startgroup)=([\w-]*)$/.exec(url ?? "");
  if (!found || found[1] !== actions.botName()) return null;
  return found[2] === "start" ? () => actions.onStart(found[3]) : () => actions.onGroup(found[3]);
}

function keyboardButton(item, message, actions) {
  const run = item.kind === "share" ? () => actions.onShare(item.query) : ownLink(item.url, actions);
  if (run) {
    return button({ class: "key", data: { share: item.query ?? "", url: item.url ?? "" }, onclick: run }, h("span", {}, item.text), icon("out", "icon key-out"));
  }
  if (item.kind === "url") {
    return h(
      "a",
      { class: "key", href: item.url, target: "_blank", rel: "noopener noreferrer", data: { url: item.url } },
      item.text,
      icon("out", "icon key-out"),
    );
  }
  const key = button({ class: "key", data: { callback: item.data ?? "" } }, h("span", {}, item.text));
  key.addEventListener("click", () => actions.onClick(message.id, item.data, key));
  return key;
}

function keyboardOf(message, actions) {
  const rows = (message.buttons ?? []).filter((row) => row.length);
  if (!rows.length) return null;
  return h(
    "div",
    { class: "keys" },
    rows.map((row) => h("div", { class: row.length > 4 ? "keys-row dense" : "keys-row" }, row.map((item) => keyboardButton(item, message, actions)))),
  );
}

/** The list item of a message; actions: onClick(messageId, data, key), onCommand(text), onResize(). */
export function messageNode(message, actions) {
  const meta = h(
    "span",
    { class: "meta" },
    message.edited && h("span", { class: "meta-edited" }, word("edited")),
    h("time", { datetime: message.date }, timeOf(message.date)),
  );
  const bubble = h("div", { class: "bubble" });
  if (message.author) bubble.append(h("b", { class: "author" }, actions.nameOf(message.author)));
  if (message.media) bubble.append(mediaOf(message.media, actions.onResize));
  const text = textOf(message, actions.onCommand);
  if (text.childNodes.length) bubble.append(text);
  bubble.append(meta);
  if (message.media?.kind === "sticker" && !text.childNodes.length) bubble.classList.add("bubble-bare");
  const keys = keyboardOf(message, actions);
  return h(
    "li",
    {
      class: keys ? "message has-keys" : "message",
      data: { message: message.id, from: message.from === "bot" ? "bot" : "person", day: dayKey(message.date) },
    },
    bubble,
    keys,
  );
}

export function dayNode(date) {
  return h("li", { class: "day", data: { daymark: dayKey(date) } }, h("span", {}, dayOf(date)));
}
