// A person or app as a coloured tile with initials; the bot gets its own mark.

import { h } from "./dom.js";

const MARK = "M7 16.2 16 8l9 8.2M18 14v7.2a3.2 3.2 0 0 1-6.1 1.4";

export const colorOf = (user) => (/^#?[0-9a-f]{6}$/i.test(user.color || "") ? `#${user.color.replace("#", "")}` : "#6b7280");

export function initialsOf(user) {
  if (user.initials) return user.initials;
  return (user.real_name || user.name || "?")
    .split(/\s+/)
    .map((w) => w[0])
    .slice(0, 2)
    .join("")
    .toUpperCase();
}

export function avatar(user, size = "") {
  const node = h("span", {
    class: `avatar ${size}${user.is_bot ? " avatar-bot" : ""}`,
    "aria-hidden": "true",
    style: { "--tile": colorOf(user) },
  });
  if (!user.is_bot) {
    node.append(initialsOf(user));
    return node;
  }
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 32 32");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", MARK);
  svg.append(path);
  node.append(svg);
  return node;
}
