// Slack's mrkdwn to DOM nodes. The text is untrusted: it only ever becomes text nodes and known elements.

import { h, link, append, safeUrl } from "./dom.js";
import { emoji } from "./emoji.js";
import { state } from "./store.js";

const WORD = /[\p{L}\p{N}]/u;
const BARE_URL = /^https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)"'\]]/;

export const decode = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

export function mention(id, label) {
  const user = state.users.get(id);
  const mine = state.me && id === state.me.id;
  return h(
    "span",
    { class: `mention${mine ? " mention-me" : ""}`, data: { userId: id } },
    `@${user ? user.real_name || user.name : label || id}`,
  );
}

export function channelLink(id, label) {
  const channel = state.channels.get(id);
  return h("a", { class: "mention", href: `#${id}`, data: { openChannel: id } }, `#${channel ? channel.name : label || id}`);
}

export const broadcast = (range) => h("span", { class: "mention mention-me" }, `@${range}`);

const DATE = {
  date: { year: "numeric", month: "long", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};

/** Slack's date tokens in the reader's own zone: {date}, {date_short_pretty}, {time}, {ago} and so on. */
export function formatDate(seconds, format) {
  const when = new Date(Number(seconds) * 1000);
  if (Number.isNaN(when.getTime())) return null;
  const day = (d) => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
  const away = Math.round((day(when) - day(new Date())) / 86400000);
  const pretty = { "-1": "yesterday", 0: "today", 1: "tomorrow" }[away];
  return format.replace(/\{(\w+)\}/g, (whole, token) => {
    if (token === "date_num") return when.toLocaleDateString("sv-SE");
    if (token === "ago") return ago(when);
    const base = token.replace(/_pretty$/, "");
    if (token !== base && pretty) return pretty;
    return DATE[base] ? when.toLocaleString("en-US", DATE[base]) : whole;
  });
}

export function ago(when) {
  const seconds = Math.round((when.getTime() - Date.now()) / 1000);
  const rtf = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const [unit, size] of [
    ["day", 86400],
    ["hour", 3600],
    ["minute", 60],
  ]) {
    if (Math.abs(seconds) >= size) return rtf.format(Math.round(seconds / size), unit);
  }
  return "just now";
}

function angle(body) {
  const bar = body.indexOf("|");
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? "" : decode(body.slice(bar + 1));
  if (target[0] === "@") return mention(target.slice(1), label);
  if (target[0] === "#") return channelLink(target.slice(1), label);
  if (target.startsWith("!date^")) {
    const [, seconds, format, href] = target.split("^");
    const text = formatDate(seconds, decode(format || "")) || label;
    return h("time", { title: label }, href ? link(decode(href), text) : text);
  }
  if (target.startsWith("!subteam^")) return h("span", { class: "mention" }, label || "@group");
  if (target[0] === "!") return broadcast(label || target.slice(1));
  if (!safeUrl(decode(target)) && bar < 0) return null;
  return link(decode(target), label || decode(target).replace(/^mailto:/, ""));
}

const PAIRS = { "*": "strong", _: "em", "~": "s" };

function closing(text, start, mark) {
  if (/\s/.test(text[start + 1] || " ") || text[start + 1] === mark) return -1;
  for (let i = start + 2; i < text.length; i += 1) {
    if (text[i] === "`") {
      const end = text.indexOf("`", i + 1);
      if (end > 0) {
        i = end;
        continue;
      }
    }
    if (text[i] === mark && !/\s/.test(text[i - 1]) && !WORD.test(text[i + 1] || " ")) return i;
  }
  return -1;
}

/** One line of mrkdwn to an array of nodes. */
export function inline(text) {
  const out = [];
  let plain = "";
  const flush = () => {
    if (plain) out.push(decode(plain));
    plain = "";
  };
  for (let i = 0; i < text.length; i += 1) {
    const ch = text[i];
    const before = text[i - 1] || " ";
    let node = null;
    let end = -1;
    if (ch === "`" && (end = text.indexOf("`", i + 1)) > i + 1) node = h("code", {}, decode(text.slice(i + 1, end)));
    else if (ch === "<" && (end = text.indexOf(">", i + 1)) > i + 1) node = angle(text.slice(i + 1, end));
    else if (PAIRS[ch] && !WORD.test(before) && (end = closing(text, i, ch)) > 0)
      node = h(PAIRS[ch], {}, ...inline(text.slice(i + 1, end)));
    else if (ch === ":") {
      const code = /^:([a-z0-9_+-]+):/i.exec(text.slice(i, i + 40));
      const char = code && emoji(code[1]);
      if (char) {
        node = emojiNode(char, code[1]);
        end = i + code[0].length - 1;
      }
    } else if (ch === "h" && !WORD.test(before)) {
      const url = BARE_URL.exec(text.slice(i));
      if (url) {
        node = link(decode(url[0]), decode(url[0]));
        end = i + url[0].length - 1;
      }
    }
    if (node && end > 0) {
      flush();
      out.push(node);
      i = end;
    } else plain += ch;
  }
  flush();
  return out;
}

export const emojiNode = (char, name) => h("span", { class: "emoji", role: "img", "aria-label": name, title: `:${name}:` }, char);

const BULLET = /^(\s*)(?:[•◦▪]|-(?=\s))\s*(.*)$/;
const NUMBER = /^(\s*)(\d{1,3})\.\s+(.*)$/;
const QUOTE = /^(?:&gt;|>) ?(.*)$/;

function lines(text, out) {
  let run = null;
  const close = () => {
    run = null;
  };
  const into = (kind, make) => {
    if (!run || run.kind !== kind) {
      run = { kind, node: make() };
      out.push(run.node);
    }
    return run.node;
  };
  for (const line of text.split("\n")) {
    const quote = QUOTE.exec(line),
      bullet = BULLET.exec(line),
      number = NUMBER.exec(line);
    if (quote)
      append(
        into("quote", () => h("blockquote")),
        h("div", {}, ...inline(quote[1]), quote[1] ? "" : "\u00a0"),
      );
    else if (bullet && bullet[2])
      append(
        into("ul", () => h("ul")),
        h("li", { class: bullet[1].length > 1 ? "deep" : null }, ...inline(bullet[2])),
      );
    else if (number)
      append(
        into("ol", () => h("ol", { start: number[2] })),
        h("li", {}, ...inline(number[3])),
      );
    else if (!line.trim()) {
      close();
      out.push(h("div", { class: "gap" }));
    } else {
      close();
      out.push(h("div", {}, ...inline(line)));
    }
  }
}

/** Whole mrkdwn text to nodes: code fences, quotes, lists, lines. */
export function mrkdwn(text) {
  const out = [];
  String(text ?? "")
    .split(/```/)
    .forEach((part, i, all) => {
      if (i % 2 && i < all.length - 1) out.push(h("pre", {}, h("code", {}, decode(part.replace(/^\n|\n$/g, "")))));
      else {
        const body = (i % 2 ? "```" : "") + part;
        const trimmed = body.replace(/^\n/, i ? "" : "\n").replace(/\n$/, i < all.length - 1 ? "" : "\n");
        if (trimmed) lines(trimmed.replace(/\n+$/, ""), out);
      }
    });
  return out;
}

/** A Slack text object (`plain_text` or `mrkdwn`) to nodes. */
export function textNodes(object) {
  if (!object) return [];
  if (typeof object === "string") return plain(object);
  return object.type === "mrkdwn" ? mrkdwn(object.text) : plain(object.text);
}

export function plain(text) {
  const out = [];
  String(text ?? "")
    .split(/(:[a-z0-9_+-]+:)/i)
    .forEach((part) => {
      const char = /^:.+:$/.test(part) && emoji(part.slice(1, -1));
      if (part) out.push(char ? emojiNode(char, part.slice(1, -1)) : part);
    });
  return out;
}
