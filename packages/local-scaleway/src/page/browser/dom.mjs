// Draws a description of elements, and changes only what differs: focus, selection, scroll position and input stay.

/** The properties and the key of each element that was drawn here. */
const drawn = new WeakMap();
const SAFE_LINK = /^(?:#|https?:\/\/)/;

/** Describes an element. Strings become text, never HTML. Children that are false, null, undefined or "" are left out. */
export function h(tag, properties, ...children) {
  const { key, ...rest } = properties;
  return { tag, key, properties: rest, children: drawable(children) };
}

function drawable(children) {
  const isDrawable = (child) => child !== false && child !== null && child !== undefined && child !== "";
  return children.flat(Infinity).filter(isDrawable);
}

/** Makes the children of an element those that are described. */
export function draw(parent, children) {
  const focused = document.activeElement;
  drawChildren(parent, drawable(children));
  // An element that was moved has lost the focus.
  if (focused !== document.activeElement && focused?.isConnected) focused.focus({ preventScroll: true });
}

/** Creates one element. */
export function create(description) {
  const element = document.createElement(description.tag);
  drawn.set(element, { key: description.key, properties: {} });
  update(element, description);
  return element;
}

function keyOf(child) {
  return child instanceof Node ? drawn.get(child)?.key : child.key;
}

function drawChildren(parent, children) {
  const keys = new Set(children.map(keyOf));
  const byKey = new Map();
  for (const node of [...parent.childNodes]) {
    const key = drawn.get(node)?.key;
    if (key === undefined) continue;
    if (keys.has(key)) byKey.set(key, node);
    else node.remove();
  }
  let position = parent.firstChild;
  for (const child of children) {
    const node = nodeFor(child, child.key === undefined ? position : byKey.get(child.key));
    if (node === position) position = position.nextSibling;
    else parent.insertBefore(node, position);
  }
  while (position !== null) {
    const next = position.nextSibling;
    position.remove();
    position = next;
  }
}

function nodeFor(child, candidate) {
  if (child instanceof Node) return child;
  if (typeof child !== "object") {
    const text = String(child);
    if (!(candidate instanceof Text)) return document.createTextNode(text);
    if (candidate.data !== text) candidate.data = text;
    return candidate;
  }
  const isSame = drawn.get(candidate)?.key === child.key && candidate?.localName === child.tag && drawn.has(candidate);
  if (!isSame) return create(child);
  update(candidate, child);
  return candidate;
}

function update(element, { key, properties, children }) {
  const previous = drawn.get(element).properties;
  for (const name of new Set([...Object.keys(previous), ...Object.keys(properties)])) {
    if (previous[name] !== properties[name]) set(element, name, properties[name]);
  }
  drawn.set(element, { key, properties });
  drawChildren(element, children);
}

function set(element, name, value) {
  if (name.startsWith("on")) element[name] = value ?? null;
  else if (value === undefined || value === false || (name === "href" && !SAFE_LINK.test(value))) {
    element.removeAttribute(name);
  } else element.setAttribute(name, value === true ? "" : value);
}
