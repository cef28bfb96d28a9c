// What Jorge is doing now, and the way to stop him.

import { stopSession } from "./api.js";
import { avatar } from "./avatar.js";
import { h, icon } from "./dom.js";
import { bot } from "./sidebar.js";
import { sessionFor, statusFor } from "./store.js";
import { toast } from "./toast.js";

/** "Jorge is looking up comparables..." with its changing lines and, while it works, the Stop button. */
export function workingItems(channel, threadTs) {
  const status = statusFor(channel, threadTs);
  const session = sessionFor(channel, threadTs);
  const busy = session?.status === "processing";
  if (!status?.text && !busy) return [];
  const sig = JSON.stringify([status, session]);
  return [{ key: `status:${threadTs || ""}`, sig, build: () => workingNode(channel, threadTs, status, busy) }];
}

function workingNode(channel, threadTs, status, busy) {
  const lines = status?.loading_messages?.length ? status.loading_messages : null;
  const words = (text) => {
    const t = String(text || "working...").replace(/^is\s+/, "");
    return `${bot().real_name} is ${t.charAt(0).toLowerCase()}${t.slice(1)}`;
  };
  const label = h("span", { class: "working-text" }, lines ? lines[0] : words(status?.text));
  const node = h(
    "div",
    { class: "working", role: "status", "aria-live": "polite", data: { testid: "status" }, title: lines ? words(status?.text) : null },
    h("span", { class: "gutter" }, avatar(bot(), "small")),
    h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")),
    label,
    busy
      ? h(
          "button",
          {
            type: "button",
            class: "btn btn-small btn-stop",
            data: { testid: "stop" },
            on: {
              click: (e) => {
                e.currentTarget.disabled = true;
                stopSession(channel, threadTs).catch((x) => toast(x.message, "error"));
              },
            },
          },
          icon("stop", 14),
          "Stop",
        )
      : null,
  );
  if (lines?.length > 1) {
    let i = 0;
    const timer = setInterval(() => {
      if (!node.isConnected && i) {
        clearInterval(timer);
        return;
      }
      i = (i + 1) % lines.length;
      label.textContent = lines[i];
      label.classList.remove("swap");
      void label.offsetWidth;
      label.classList.add("swap");
    }, 2200);
  }
  return node;
}
