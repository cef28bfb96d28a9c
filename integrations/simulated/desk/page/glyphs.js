// Where no emoji font is installed (many Linux servers) the usual emoji are drawn, so that no empty boxes appear.

const SVG = "http://www.w3.org/2000/svg";
const PICTOGRAM = /(\p{Extended_Pictographic}[\u{1F3FB}-\u{1F3FF}]?\uFE0F?(?:\u200D\p{Extended_Pictographic}\uFE0F?)*)/u;

const HOUSE = ["M4 11.5 12 4.5l8 7V20H4z M10 20v-5.5h4V20z", "#c0703a"];
const CIRCLE = "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16z";
const BUBBLE = "M4 5h16v11h-8l-4.500 4V16H4z";
const SHEET = "M6 3h9l4 4v14H6z M9 11h7v1.500H9z M9 15h7v1.500H9z";
const PHONE = ["M6.600 3.500 10 8 8.200 10.300a12 12 0 0 0 5.500 5.500L16 14l4.500 3.400-1.500 3C11 21 3 13 3.600 5z", "#2d8a68"];
const CHECK = ["M4 4h16v16H4z M10.500 16.800 18 9.200 16.600 7.800 10.500 14 7.600 11 6.200 12.400z", "#2f9e6b"];
const SEARCH = [
  "M10.500 3a7.500 7.500 0 0 1 5.900 12.100L21 19.700 19.700 21l-4.600-4.600A7.500 7.500 0 1 1 10.500 3z M10.500 5.500a5 5 0 1 0 0 10 5 5 0 0 0 0-10z",
  "#5b7a92",
];

const SHAPES = {
  "🏠": HOUSE,
  "🏡": HOUSE,
  "🏘": HOUSE,
  "🔥": [
    "M12 2.500c1 4 5.500 6 5.500 11.500a5.500 5.500 0 0 1-11 0c0-2.500 1-4 2.300-5.200.2 1.600.8 2.400 1.700 2.700C10.200 8 10.500 5 12 2.500z",
    "#e2662b",
  ],
  "🔔": ["M12 3a6 6 0 0 1 6 6v5l2 3H4l2-3V9a6 6 0 0 1 6-6z M10 18.500h4a2 2 0 0 1-4 0z", "#dba02c"],
  "🚨": ["M6 18v-6a6 6 0 0 1 12 0v6z M4 19.500h16V22H4z", "#d23c32"],
  "✅": CHECK,
  "☑": CHECK,
  "❌": ["M6 4l6 6 6-6 2 2-6 6 6 6-2 2-6-6-6 6-2-2 6-6-6-6z", "#c8372d"],
  "⚠": ["M12 3 22 20.500H2z M11 9.500h2v5.500h-2z M11 16.500h2v2h-2z", "#dba02c"],
  "⛔": [`${CIRCLE} M7 10.800h10v2.400H7z`, "#c8372d"],
  "📈": ["M3 19h18v2H3z M3 15l6-6 4 4 6.500-7.500L21 7l-8 9-4-4-4.500 4.500z", "#2f9e6b"],
  "📉": ["M3 19h18v2H3z M3 5l6 6 4-4 7 7-1.500 1.500L13 10l-4 4-7-7z", "#c8372d"],
  "📊": ["M4 12h4v8H4z M10 5h4v15h-4z M16 9h4v11h-4z", "#3a7cab"],
  "💰": ["M9 3h6l-1.500 3.500C18 8 20 12 20 15.500A5 5 0 0 1 15 21H9a5 5 0 0 1-5-5.500C4 12 6 8 10.500 6.500z", "#c99a2e"],
  "💵": ["M2 6h20v12H2z M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z", "#3d9161"],
  "💲": ["M2 6h20v12H2z M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z", "#3d9161"],
  "⭐": ["M12 2.500l2.900 6 6.600.8-4.900 4.500 1.300 6.500L12 17l-5.900 3.300 1.300-6.500L2.500 9.300l6.600-.8z", "#e0ab2d"],
  "✨": ["M10 4l2 6 6 2-6 2-2 6-2-6-6-2 6-2z M18 3l1 3 3 1-3 1-1 3-1-3-3-1 3-1z", "#e0ab2d"],
  "⚡": ["M13 2 5 13.500h5.500L9 22l9-12.500h-6z", "#e0ab2d"],
  "👋": [
    "M7 12V5.500a1.400 1.400 0 0 1 2.800 0V4a1.400 1.400 0 0 1 2.800 0v1.500a1.400 1.400 0 0 1 2.800 0V8a1.400 1.400 0 0 1 2.800 0v6.500A6.500 6.500 0 0 1 7 17.500L3.500 12.600a1.500 1.500 0 0 1 2.400-1.600z",
    "#e0ab4c",
  ],
  "👍": [
    "M3 10h4v10H3z M8.500 10 12 3a2.300 2.300 0 0 1 2.300 2.600L14 9h5a2 2 0 0 1 2 2.300l-1.200 7A2 2 0 0 1 17.800 20H8.500z",
    "#e0ab4c",
  ],
  "👎": [
    "M3 4h4v10H3z M8.500 14l3.500 7a2.300 2.300 0 0 0 2.300-2.600L14 15h5a2 2 0 0 0 2-2.300l-1.200-7A2 2 0 0 0 17.800 4H8.500z",
    "#e0ab4c",
  ],
  "👀": [
    "M7.500 5C10 5 11.500 8 11.500 12S10 19 7.500 19 3.500 16 3.500 12 5 5 7.500 5z M8.800 10a2 2.500 0 1 0 0 5 2 2.500 0 0 0 0-5z M16.500 5c2.500 0 4 3 4 7s-1.500 7-4 7-4-3-4-7 1.500-7 4-7z M17.800 10a2 2.500 0 1 0 0 5 2 2.500 0 0 0 0-5z",
    "#6d7a83",
  ],
  "📞": PHONE,
  "☎": PHONE,
  "📱": ["M7 2h10v20H7z M9 5v12h6V5z", "#4d6b80"],
  "✉": ["M2.500 5h19v14h-19z M4.500 7.800v1.600L12 14l7.500-4.600V7.800L12 12.300z", "#5b7a92"],
  "📧": ["M2.500 5h19v14h-19z M4.500 7.800v1.600L12 14l7.500-4.600V7.800L12 12.300z", "#5b7a92"],
  "📨": ["M2.500 5h19v14h-19z M4.500 7.800v1.600L12 14l7.500-4.600V7.800L12 12.300z", "#5b7a92"],
  "📅": ["M4 5h16v16H4z M6 10v9h12v-9z M7 2.500h2v4H7z M15 2.500h2v4h-2z", "#b5483b"],
  "⏰": [`${CIRCLE} M11 7.500h2V12l3 2-1 1.500-4-2.500z`, "#b5483b"],
  "⏳": ["M6 3h12v3l-4.500 6 4.500 6v3H6v-3l4.500-6L6 6z", "#a97a3a"],
  "💤": ["M4 5h9v2l-6 7h6v2H4v-2l6-7H4z M15 11h6v1.500l-3.500 4.500H21V18.500h-6V17l3.500-4.500H15z", "#5b7a92"],
  "🔑": ["M8 6a6 6 0 0 1 5.700 4H22v4h-2v3h-4v-3h-2.300A6 6 0 1 1 8 6z M7.500 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4z", "#c99a2e"],
  "📍": [
    "M12 2.500a6.500 6.500 0 0 1 6.500 6.500C18.500 14 12 21.500 12 21.500S5.500 14 5.500 9A6.500 6.500 0 0 1 12 2.500z M12 6.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z",
    "#c8372d",
  ],
  "🚀": ["M12 2c4 3 5 7 5 11l2.500 3v4L15 18H9l-4.500 2v-4L7 13C7 9 8 5 12 2z M12 7a2 2 0 1 0 0 4 2 2 0 0 0 0-4z", "#5b7a92"],
  "🎉": ["M3 21 8.500 7 17 15.500z M13 3h2v4h-2z M19 8h3v2h-3z M16.500 6.500 20 3l1.200 1.200-3.500 3.500z", "#c99a2e"],
  "💡": ["M12 2.500a6.500 6.500 0 0 1 4 11.600V17H8v-2.900a6.500 6.500 0 0 1 4-11.600z M9 18.500h6V21H9z", "#e0ab2d"],
  "📝": [SHEET, "#6d7a83"],
  "📄": [SHEET, "#6d7a83"],
  "📋": [SHEET, "#a97a3a"],
  "📑": [SHEET, "#6d7a83"],
  "🔍": SEARCH,
  "🔎": SEARCH,
  "💬": [BUBBLE, "#5b7a92"],
  "💭": [BUBBLE, "#9aa7b0"],
  "🔴": [CIRCLE, "#d23c32"],
  "🟠": [CIRCLE, "#e2862b"],
  "🟡": [CIRCLE, "#e0bb2d"],
  "🟢": [CIRCLE, "#2f9e6b"],
  "🔵": [CIRCLE, "#3a7cab"],
  "⚪": [CIRCLE, "#c9cfd2"],
  "⚫": [CIRCLE, "#3c4347"],
  "❤": ["M12 20.500 4 12.500a5 5 0 0 1 8-6 5 5 0 0 1 8 6z", "#d23c52"],
  "🔄": [
    "M12 4a8 8 0 0 1 7.400 5H22l-4 5-4-5h2.600A5.500 5.500 0 0 0 7 9.800L5 8.500A8 8 0 0 1 12 4z M12 20a8 8 0 0 1-7.400-5H2l4-5 4 5H7.400A5.500 5.500 0 0 0 17 14.200l2 1.300A8 8 0 0 1 12 20z",
    "#3a7cab",
  ],
  "👤": ["M12 3a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9z M3.500 21a8.500 8 0 0 1 17 0z", "#5b7a92"],
  "👥": [
    "M9 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8z M2 20a7 6.500 0 0 1 14 0z M16 5a3.500 3.500 0 1 1 0 7z M17.500 20a8 8 0 0 0-2-5.500A6 6 0 0 1 22 20z",
    "#5b7a92",
  ],
  "🎯": [`${CIRCLE} M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z`, "#c8372d"],
  "🤔": [CIRCLE, "#e0ab4c"],
  "🙂": [CIRCLE, "#e0ab4c"],
};

let missing = null;

/** Whether this browser lacks colour emoji: a drawn emoji is all grey. */
function fontMissing() {
  if (missing !== null) return missing;
  missing = false;
  try {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 24;
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.font = "18px sans-serif";
    pen.fillText("\u{1F525}", 0, 19);
    const { data } = pen.getImageData(0, 0, 24, 24);
    missing = true;
    for (let i = 0; i < data.length; i += 4)
      if (data[i + 3] > 40 && Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 40) {
        missing = false;
        break;
      }
  } catch {
    missing = false;
  }
  return missing;
}

function drawn([path, color]) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [k, v] of Object.entries({ viewBox: "0 0 24 24", class: "glyph", fill: color, "fill-rule": "evenodd", "aria-hidden": "true" }))
    svg.setAttribute(k, v);
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

/** The text as it is, or, without an emoji font, the pieces with known emoji drawn and unknown ones as a dot. */
export function withGlyphs(text) {
  if (!PICTOGRAM.test(text) || !fontMissing()) return [text];
  return text
    .split(PICTOGRAM)
    .filter(Boolean)
    .map((part) => {
      if (!PICTOGRAM.test(part)) return part;
      const shape = SHAPES[[...part][0]];
      return shape ? drawn(shape) : part.codePointAt(0) > 0xffff ? "•" : part;
    });
}
