// Slack's confirm object as a small dialog.

import { h } from "../dom.js";
import { textNodes } from "../mrkdwn.js";

/** Asks; resolves to true only when the person confirms. */
export function askConfirm(confirm) {
  return new Promise((resolve) => {
    const label = (o, otherwise) => (typeof o === "string" ? o : o?.text) || otherwise;
    const done = (answer) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    const danger = confirm.style === "danger";
    const dialog = h(
      "dialog",
      {
        class: "dialog confirm",
        data: { testid: "confirm" },
        "aria-label": label(confirm.title, "Are you sure?"),
        on: {
          cancel: (e) => {
            e.preventDefault();
            done(false);
          },
          click: (e) => {
            if (e.target === dialog) done(false);
          },
        },
      },
      h(
        "div",
        { class: "confirm-body" },
        h("h2", {}, ...textNodes(confirm.title || "Are you sure?")),
        h("div", { class: "rich" }, ...textNodes(confirm.text)),
      ),
      h(
        "footer",
        { class: "dialog-foot" },
        h(
          "button",
          { type: "button", class: "btn", data: { testid: "confirm-deny" }, on: { click: () => done(false) } },
          label(confirm.deny, "Cancel"),
        ),
        h(
          "button",
          {
            type: "button",
            class: `btn ${danger ? "btn-danger-solid" : "btn-primary"}`,
            data: { testid: "confirm-ok" },
            on: { click: () => done(true) },
          },
          label(confirm.confirm, "Yes"),
        ),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
