// Pictures, files, video, and the viewer that opens them large.

import { fileUrl, h, icon, iconButton, link } from "../dom.js";
import { plain, textNodes } from "../mrkdwn.js";

/** Opens a picture or a PDF over the page. */
export function openViewer(title, src, kind, downloadName) {
  const close = () => {
    dialog.close();
    dialog.remove();
  };
  const body = kind === "pdf" ? h("iframe", { class: "viewer-frame", src, title }) : h("img", { class: "viewer-image", src, alt: title });
  const dialog = h(
    "dialog",
    {
      class: `viewer viewer-${kind}`,
      "aria-label": title,
      data: { testid: "viewer" },
      on: {
        cancel: (e) => {
          e.preventDefault();
          close();
        },
        click: (e) => {
          if (e.target === dialog || e.target.classList.contains("viewer-stage")) close();
        },
      },
    },
    h(
      "header",
      { class: "viewer-head" },
      h("span", { class: "viewer-title" }, title),
      h(
        "a",
        { class: "icon-button", href: src, download: downloadName || title, "aria-label": "Download", title: "Download" },
        icon("download"),
      ),
      iconButton("close", "Close", close),
    ),
    h("div", { class: "viewer-stage" }, body),
  );
  document.body.append(dialog);
  dialog.showModal();
}

const sourceOf = (el) => fileUrl(el.image_url || el.slack_file?.url || (el.slack_file?.id ? `/files/${el.slack_file.id}/image` : ""));

/** An image element: section accessory, context image, card icon. */
export function imageElement(el, className = "thumb") {
  const img = h("img", { class: className, src: sourceOf(el), alt: el.alt_text || "", loading: "lazy" });
  img.addEventListener("error", () => img.classList.add("broken"));
  return img;
}

function picture(src, alt, size) {
  const img = h("img", { src, alt, loading: "lazy", width: size?.w, height: size?.h });
  const button = h(
    "button",
    {
      type: "button",
      class: "picture",
      "aria-label": `Open ${alt || "picture"}`,
      on: { click: () => openViewer(alt || "Picture", src, "image") },
    },
    img,
  );
  img.addEventListener("error", () =>
    button.replaceWith(h("div", { class: "unknown" }, `Picture not available: ${alt || "no description"}`)),
  );
  return button;
}

export const imageBlock = (block) =>
  h(
    "figure",
    { class: "figure" },
    block.title ? h("figcaption", {}, ...plain(block.title.text)) : null,
    picture(sourceOf(block), block.alt_text || "", block.image_width ? { w: block.image_width, h: block.image_height } : null),
  );

const bytes = (n) => (n > 1048576 ? `${(n / 1048576).toFixed(1)} MB` : n > 1024 ? `${Math.round(n / 1024)} KB` : `${n || 0} bytes`);

/** One uploaded file under a message. */
export function fileCard(file) {
  const src = fileUrl(file.url_private || "");
  const title = file.title || file.name || "File";
  if ((file.mimetype || "").startsWith("image/")) {
    return h(
      "figure",
      { class: "figure file-image", data: { fileId: file.id } },
      h("figcaption", {}, title),
      picture(src, title, file.original_w ? { w: file.original_w, h: file.original_h } : null),
    );
  }
  const pdf = file.mimetype === "application/pdf" || /\.pdf$/i.test(file.name || "");
  const kind = pdf ? "PDF" : (file.pretty_type || (file.name || "").split(".").pop() || "file").toUpperCase();
  return h(
    "div",
    { class: "file-card", data: { fileId: file.id, testid: "file" } },
    h("span", { class: `file-badge${pdf ? " file-pdf" : ""}` }, kind.slice(0, 4)),
    h("span", { class: "file-about" }, h("span", { class: "file-name" }, title), h("small", {}, `${kind} · ${bytes(file.size)}`)),
    h(
      "span",
      { class: "file-tools" },
      pdf
        ? h(
            "button",
            {
              type: "button",
              class: "btn btn-small",
              data: { testid: "file-preview" },
              on: { click: () => openViewer(title, src, "pdf", file.name) },
            },
            icon("eye", 16),
            "Preview",
          )
        : null,
      h(
        "a",
        { class: "icon-button", href: src, download: file.name || title, "aria-label": `Download ${title}`, title: "Download" },
        icon("download"),
      ),
    ),
  );
}

export const fileBlock = (block) =>
  h(
    "div",
    { class: "file-card" },
    h("span", { class: "file-badge" }, "FILE"),
    h("span", { class: "file-about" }, h("span", { class: "file-name" }, block.file?.title || block.external_id || "Remote file")),
  );

export const video = (block) =>
  h(
    "div",
    { class: "video" },
    h(
      "div",
      { class: "video-title" },
      block.title_url ? link(block.title_url, ...plain(block.title?.text)) : h("span", {}, ...plain(block.title?.text)),
    ),
    block.description ? h("div", { class: "rich" }, ...textNodes(block.description)) : null,
    block.thumbnail_url
      ? link(
          block.video_url,
          h("img", { class: "video-thumb", src: fileUrl(block.thumbnail_url), alt: block.alt_text || "", loading: "lazy" }),
        )
      : link(block.video_url, "Watch the video"),
  );
