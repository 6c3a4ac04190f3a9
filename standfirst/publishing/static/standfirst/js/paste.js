// Text from Word, Outlook, Google Docs, LibreOffice or a web page keeps what it means when it is pasted into the editor.
// The editor's own reading of it joins the cells of a table, and loses headings, lists of Word and raised or lowered digits.
const FRAGMENT = "data-draftjs-conductor-fragment"; // as the editor itself writes what is copied out of it
const GONE = "style, script, title, del, .msoDel, .MsoCommentReference, .msocomoff, template";
const HIDDEN = /mso-element:comment|mso-list:ignore|mso-hide:all|display:none/;
const BLOCK = /^(address|article|aside|blockquote|body|caption|center|dd|div|dl|dt|fig\w+|footer|h\d|header|hr|li|main|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul)$/;
// Each style of the editor: its elements, and the CSS that turns it on and off.
const STYLES = {
  BOLD: [/^(b|strong)$/, /(^|;)font-weight:(bold|[6-9]00)/, /(^|;)font-weight:(normal|[345]00)/],
  ITALIC: [/^(i|em)$/, /(^|;)font-style:italic/, /(^|;)font-style:normal/],
  STRIKETHROUGH: [/^(s|strike)$/, /(^|;)text-decoration(-line)?:[^;]*line-through/, /^$x/],
  SUPERSCRIPT: [/^sup$/, /(^|;)vertical-align:super/, /(^|;)vertical-align:(baseline|sub)/],
  SUBSCRIPT: [/^sub$/, /(^|;)vertical-align:sub/, /(^|;)vertical-align:(baseline|super)/],
};
const LINK = /^(https?:|mailto:|tel:|#(?!_))/i; // Word's own anchors begin with an underscore
const ADDRESS = /\bhttps?:\/\/[^\s<>"]*[^\s<>"\p{P}]\/?|[\w.+-]+@[\w-]+(\.[\w-]+)+/giu;

const cssOf = (element) => (element.getAttribute("style") ?? "").replace(/\s+/g, "").toLowerCase();
const wordsOf = (line) => line.runs.map((run) => run.text).join("");
const text = (words, styles = []) => ({ type: "unstyled", depth: 0, runs: [{ text: words, styles }] });

/** Reads HTML into parts in order: a line of text, a heading with its level, or a table with its rows of words. */
export function partsOf(html) {
  const parts = readInto([], new DOMParser().parseFromString(html, "text/html").body);
  const top = Math.min(...parts.map((part) => part.level ?? 9));
  return parts.map((part) => (part.level ? { ...part, level: part.level > top ? 3 : 2 } : part));
}

function readInto(parts, root) {
  let line = null;
  let inField = false; // between the name of one of Word's fields and what it shows

  function end() {
    const runs = line?.runs ?? [];
    while (runs.length && !(runs[0].text = runs[0].text.trimStart())) runs.shift();
    while (runs.length && !(runs.at(-1).text = runs.at(-1).text.trimEnd())) runs.pop();
    if (runs.length) parts.push(line);
    line = null;
  }

  function add(words, { type, depth, level, styles, href }) {
    line ??= { type, depth, level, runs: [] };
    const follows = /[ \n]$/.test(wordsOf(line));
    line.runs.push({ text: follows ? words.replace(/^ /, "") : words, styles, href });
  }

  function read(node, look) {
    if (node.nodeType === Node.TEXT_NODE && !inField) add(node.data.replace(/[ \t\r\n]+/g, " "), look);
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    const css = cssOf(node);
    if (css.includes("mso-element:field-")) inField = css.includes("mso-element:field-begin");
    if (node.matches(GONE) || HIDDEN.test(css)) return;
    if (node.localName === "br") return add("\n", look);
    if (/mso-(spacerun|tab-count)/.test(css)) return add(" ", look);
    const isBlock = BLOCK.test(node.localName);
    if (isBlock) end();
    if (node.localName === "table" && isOfCells(node)) parts.push(tableOf(node));
    else for (const child of node.childNodes) read(child, lookOf(node, css, look));
    if (isBlock) end();
  }

  read(root, { type: "unstyled", depth: 0, lists: 0, styles: [] });
  end();
  return parts;
}

// How the words in an element look, if those around it look so.
function lookOf(node, css, look) {
  const name = node.localName;
  const styles = Object.entries(STYLES).flatMap(([style, [tag, on, off]]) =>
    on.test(css) || (!off.test(css) && (tag.test(name) || look.styles.includes(style))) ? [style] : [],
  );
  const href = node.getAttribute("href")?.trim() ?? "";
  const inner = { ...look, styles, href: name === "a" && LINK.test(href) ? href : look.href };
  if (/^[uo]l$/.test(name)) return { ...inner, lists: look.lists + 1 };
  if (name === "li") return { ...inner, ...itemOf(node.closest("ol, ul")?.localName === "ol", look.lists) };
  const level = Number(name.match(/^h(\d)$/)?.[1] ?? (node.matches("[role=heading]") && node.getAttribute("aria-level")));
  if (level || node.matches(".MsoTitle")) return { ...inner, level: level || 1 };
  const ofWord = css.match(/mso-list:l\d+level(\d+)/);
  const marker = ofWord && [...node.querySelectorAll("[style]")].find((it) => cssOf(it).includes("mso-list:ignore"));
  return marker ? { ...inner, ...itemOf(/^\W*\w{1,5}[.)]/.test(marker.textContent), ofWord[1]) } : inner;
}

const itemOf = (isNumbered, level) => ({
  type: isNumbered ? "ordered-list-item" : "unordered-list-item",
  depth: Math.max(0, Math.min(level - 1, 4)),
});

// A table within a table, or one of a single cell, only lays out a page.
const isOfCells = (table) => !table.querySelector("table") && table.querySelectorAll("td, th").length > 1;

function tableOf(table) {
  const rows = [...table.rows].map(() => []);
  const heads = [];
  [...table.rows].forEach((row, y) => {
    for (const cell of row.cells) {
      const lines = readInto([], cell);
      const x = rows[y].findIndex((it) => it === undefined);
      const at = x < 0 ? rows[y].length : x;
      if (y === 0 && lines.length) heads.push(cell.localName === "th" || lines.every(isBold));
      for (let down = 0; down < cell.rowSpan && y + down < rows.length; down += 1) {
        for (let right = 0; right < cell.colSpan; right += 1) rows[y + down][at + right] ??= "";
      }
      rows[y][at] = lines.map(plain).join(" ");
    }
  });
  const width = Math.max(...rows.map((row) => row.length));
  return { rows: rows.map((row) => Array.from({ length: width }, (_, x) => row[x] ?? "")), hasHead: heads.length > 0 && heads.every(Boolean) };
}

const isBold = (line) => line.runs.every((run) => !run.text.trim() || run.styles.includes("BOLD"));

// Words for a field without styles: m² and H₂O keep their digits where they were.
function plain(line) {
  return line.runs.map(({ text: words, styles }) => {
    const digits = styles.includes("SUPERSCRIPT") ? "⁰¹²³⁴⁵⁶⁷⁸⁹" : styles.includes("SUBSCRIPT") ? "₀₁₂₃₄₅₆₇₈₉" : "";
    return digits && /^\d+$/.test(words) ? words.replace(/\d/g, (digit) => digits[digit]) : words;
  }).join("").replace(/\s+/g, " ");
}

/** Turns lines into the content of the editor; its offsets count characters, not UTF-16 units. */
export function contentOf(lines) {
  const entityMap = {};
  const blocks = lines.map(({ type, depth, runs }) => {
    const block = { key: Math.random().toString(36).slice(2, 7), text: "", type, depth, inlineStyleRanges: [], entityRanges: [] };
    const link = (offset, length, url) => {
      const key = Object.keys(entityMap).length;
      entityMap[key] = { type: "LINK", mutability: "MUTABLE", data: { url } };
      block.entityRanges.push({ offset, length, key });
    };
    for (const { text: words, styles, href } of runs) {
      const offset = [...block.text].length;
      const length = [...words].length;
      block.text += words;
      for (const style of styles) extend(block.inlineStyleRanges, { offset, length, style }, (it) => it.style === style);
      if (href) extend(block.entityRanges, { offset, length }, (it) => entityMap[it.key].data.url === href, () => link(offset, length, href));
      else for (const { 0: found, index } of words.matchAll(ADDRESS)) {
        link(offset + [...words.slice(0, index)].length, [...found].length, found.includes("://") ? found : `mailto:${found}`);
      }
    }
    return block;
  });
  return { blocks, entityMap };
}

function extend(ranges, range, isSame, begin = () => ranges.push(range)) {
  const before = ranges.findLast((it) => isSame(it) && it.offset + it.length === range.offset);
  if (before) before.length += range.length;
  else begin();
}

// Parts of a text as lines, where no block can be made of them.
function linesOf(part, blockTypes) {
  if (part.rows) return part.rows.map((row) => text(row.join(" | ")));
  if (!part.level) return [part];
  const type = part.level === 2 ? "header-two" : "header-three";
  if (blockTypes.some((it) => it.type === type)) return [{ ...part, type }];
  return [text(plain(part), ["BOLD"])];
}

// Parts as blocks beside each other: [name, value as the form has it].
function blocksOf(parts) {
  const blocks = [];
  for (const part of parts) {
    if (part.rows) blocks.push(["table", { title: "", unit: "", note: "", table: tableValue(part) }]);
    else if (part.level) blocks.push(["heading", { text: plain(part), level: String(part.level) }]);
    else if (blocks.at(-1)?.[0] === "text") blocks.at(-1)[1].push(part);
    else blocks.push(["text", [part]]);
  }
  return blocks.map(([name, value]) => [name, name === "text" ? JSON.stringify(contentOf(value)) : value]);
}

const tableValue = ({ rows, hasHead }) => ({ data: rows, table_header_choice: hasHead ? "row" : "neither", table_caption: "" });

function insertBelow(field, blocks) {
  const editor = field.draftailEditor;
  const commands = commandsOf(field);
  const child = field.closest("[data-streamfield-child]");
  const { stateBefore, stateAfter, shouldMoveCommentFn } = window.draftail.splitState(editor.getEditorState());
  const [{ split, addSibling }] = commands.values();
  if (stateAfter.getCurrentContent().hasText()) split.fn(stateBefore, stateAfter, shouldMoveCommentFn);
  for (const [name, value] of blocks.toReversed()) {
    // Wagtail adds an empty block; for this once it is drawn with what was pasted.
    const definition = commands.get(name).blockDef;
    definition.render = (place, prefix, _empty, ...others) =>
      Object.getPrototypeOf(definition).render.call(definition, place, prefix, value, ...others);
    try { addSibling.fn({ type: name }); } finally { delete definition.render; }
  }
  if (!stateBefore.getCurrentContent().hasText()) child.querySelector("[data-streamfield-action=DELETE]").click();
}

// How Wagtail adds a block of each name below the text, if the text is itself such a block.
function commandsOf(field) {
  const items = field.draftailEditor.props.commands?.flatMap?.((group) => group.items ?? []) ?? [];
  return new Map(/-\d+-value$/.test(field.name) ? items.filter((it) => it.addSibling).map((it) => [it.type, it]) : []);
}

document.addEventListener("paste", (event) => {
  const wrapper = event.target.closest?.(".public-DraftEditor-content")?.closest("[data-draftail-editor-wrapper]");
  const field = [...(wrapper?.parentNode.children ?? [])].find((it) => it.draftailEditor);
  const html = event.clipboardData?.getData("text/html");
  const isAddress = /^(https?:\/\/|\S+@)\S+$/.test(event.clipboardData?.getData("text/plain").trim());
  if (!field || !html || html.includes(FRAGMENT) || isAddress) return; // Wagtail links the chosen words to an address
  const parts = partsOf(html);
  if (!parts.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const commands = commandsOf(field);
  const canAdd = ["text", "heading", "table"].every((name) => commands.has(name));
  const first = canAdd ? parts.findIndex((part) => part.rows || part.level) : -1;
  const blocks = first < 0 ? [] : blocksOf(parts.slice(first));
  const lines = (first < 0 ? parts : parts.slice(0, first)).flatMap((part) => linesOf(part, field.draftailEditor.props.blockTypes));
  const fragment = document.createElement("div");
  fragment.setAttribute(FRAGMENT, JSON.stringify(contentOf(lines.length ? lines : [text("")])));
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/html", fragment.outerHTML);
  const again = new ClipboardEvent("paste", { bubbles: true, cancelable: true });
  Object.defineProperty(again, "clipboardData", { value: clipboardData }); // not every browser takes it above
  event.target.dispatchEvent(again);
  if (blocks.length) setTimeout(() => insertBelow(field, blocks), 50);
}, true);
