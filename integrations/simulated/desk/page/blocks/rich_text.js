// The rich_text block: sections, lists, code, quotes.

import { h, link } from "../dom.js";
import { emoji } from "../emoji.js";
import { broadcast, channelLink, emojiNode, formatDate, mention, plain } from "../mrkdwn.js";

const TAGS = [
  ["code", "code"],
  ["strike", "s"],
  ["italic", "em"],
  ["bold", "strong"],
  ["underline", "u"],
];

function styled(nodes, style) {
  let out = nodes;
  for (const [name, tag] of TAGS) if (style?.[name]) out = [h(tag, {}, ...out)];
  return out;
}

function leaf(el) {
  switch (el.type) {
    case "text":
      return styled(
        String(el.text ?? "")
          .split("\n")
          .flatMap((t, i) => (i ? [h("br"), t] : [t])),
        el.style,
      );
    case "link":
      return styled([link(el.url, el.text || el.url)], el.style);
    case "user":
      return styled([mention(el.user_id)], el.style);
    case "usergroup":
      return [h("span", { class: "mention" }, "@group")];
    case "channel":
      return styled([channelLink(el.channel_id)], el.style);
    case "broadcast":
      return [broadcast(el.range)];
    case "emoji": {
      const char = emoji(el.name) || (el.unicode && String.fromCodePoint(...el.unicode.split("-").map((x) => parseInt(x, 16))));
      return char ? [emojiNode(char, el.name)] : [`:${el.name}:`];
    }
    case "date": {
      const text = formatDate(el.timestamp, el.format || "{date_short} {time}") || el.fallback || "";
      return [h("time", {}, el.url ? link(el.url, text) : text)];
    }
    case "color":
      return [
        h("span", { class: "swatch", style: { background: /^#[0-9a-f]{3,8}$/i.test(el.value) ? el.value : "transparent" } }),
        el.value,
      ];
    default:
      return plain(el.text || "");
  }
}

const leaves = (elements) => (elements || []).flatMap(leaf);

function listItem(el) {
  return h("li", {}, ...leaves(el.elements));
}

function listRun(el) {
  return h(
    el.style === "ordered" ? "ol" : "ul",
    { class: `indent-${Math.min(el.indent || 0, 4)}`, start: el.style === "ordered" && el.offset ? el.offset + 1 : null },
    ...(el.elements || []).map(listItem),
  );
}

function part(el) {
  switch (el.type) {
    case "rich_text_list":
      return listRun(el);
    case "rich_text_preformatted":
      return h("pre", {}, h("code", {}, ...leaves(el.elements)));
    case "rich_text_quote":
      return h("blockquote", {}, ...leaves(el.elements));
    default:
      return h("div", {}, ...leaves(el.elements));
  }
}

export const richText = (block) => h("div", { class: "rich" }, ...(block.elements || []).map(part));
