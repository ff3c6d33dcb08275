// Small helpers around the DOM: element builder, inline icons, remembered settings.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  send: "M4 12l16-8-5 17-3.5-6.5L4 12zm7.5 2.5L20 4",
  attach: "M19 11.5l-7.2 7.2a4.6 4.6 0 0 1-6.5-6.5l7.9-7.9a3.1 3.1 0 0 1 4.4 4.4l-7.9 7.9a1.6 1.6 0 0 1-2.2-2.2l6.7-6.7",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  close: "M6 6l12 12M18 6L6 18",
  photo: "M4 6h16v13H4zM4 16l4.5-4.5 4 4 2.5-2.5 5 5M15.5 9.5v.01",
  file: "M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5",
  voice: "M12 4a2.5 2.5 0 0 1 2.5 2.5v5a2.5 2.5 0 0 1-5 0v-5A2.5 2.5 0 0 1 12 4zM6.5 11.5a5.5 5.5 0 0 0 11 0M12 17v3.5",
  sticker: "M12 4a8 8 0 1 0 8 8h-4a4 4 0 0 1-4-4zM12 4l8 8M9 11v.01M9.2 15a4 4 0 0 0 4 1",
  video: "M4 6.5h11v11H4zM15 10.5l5-3v9l-5-3",
  audio: "M9 18V6l10-2v12M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM19 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z",
  download: "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14",
  block: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM6.4 6.4l11.2 11.2",
  unblock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM8.5 12.2l2.5 2.5 4.5-5",
  map: "M4 6l5-2 6 2 5-2v14l-5 2-6-2-5 2zM9 4v14M15 6v14",
  log: "M4 6h16M4 12h16M4 18h10",
  person: "M12 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM5 20c.5-4 3.2-6 7-6s6.5 2 7 6",
  add: "M10 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM3.5 20c.5-4 2.8-6 6.5-6 2.2 0 4 .8 5.1 2.2M18.5 14v6M15.5 17h6",
  bell: "M6 17c1.3-1.2 1.5-2.6 1.5-5.5a4.5 4.5 0 0 1 9 0c0 2.9.2 4.3 1.5 5.5zM10.3 20h3.4M12 4v2",
  down: "M6 9.5l6 6 6-6",
  out: "M9 7h8v8M17 7L7 17",
  start: "M8 5.5v13l10.5-6.5z",
  slash: "M14.5 4.5l-5 15",
};

export function icon(name, className = "icon") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name] ?? "");
  svg.append(path);
  return svg;
}

function assign(node, key, value) {
  if (value === undefined || value === null || value === false) return;
  if (key === "class") node.className = value;
  else if (key === "data") Object.assign(node.dataset, value);
  else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
  else if (value === true) node.setAttribute(key, "");
  else node.setAttribute(key, value);
}

/** Build an element: h("button", {class: "x", onclick: f}, "text", child). */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) assign(node, key, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A real button, type="button", with an accessible name when it shows only an icon. */
export function button(props, ...children) {
  return h("button", { type: "button", ...props }, ...children);
}

export function remember(key, value) {
  try {
    localStorage.setItem(`marshrut.${key}`, value);
  } catch {
    // Private mode: the setting simply lasts until the page is closed.
  }
}

export function recall(key) {
  try {
    return localStorage.getItem(`marshrut.${key}`);
  } catch {
    return null;
  }
}

export const narrow = window.matchMedia("(max-width: 600px)");
export const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
