// Small reaches into the markup, typed. Every text goes in as text: nothing that somebody wrote is ever markup.

/**
 * The one element under `root` that plays `role`. Markup and code belong together: a missing one is a bug.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} role
 * @param {new () => T} kind
 * @returns {T}
 */
export function part(root, role, kind) {
  const element = root.querySelector(`[data-role="${role}"]`);
  if (!(element instanceof kind)) throw new Error(`the page has no ${role}`);
  return element;
}

/**
 * Point an icon at another symbol of the page.
 * @param {Element} holder an element with one icon in it
 * @param {string} name
 */
export function setIcon(holder, name) {
  const use = holder.querySelector("use");
  const address = `#icon-${name}`;
  if (use?.getAttribute("href") !== address) use?.setAttribute("href", address);
}

/**
 * @typedef {object} Making
 * @property {string} [of] class names
 * @property {string} [text]
 * @property {Readonly<Record<string, string>>} [with] attributes
 */

/**
 * A new element.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Making} making
 * @param {readonly (Node | null)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, making = {}, children = []) {
  const element = document.createElement(tag);
  if (making.of !== undefined) element.className = making.of;
  if (making.text !== undefined) element.textContent = making.text;
  for (const [name, value] of Object.entries(making.with ?? {})) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/**
 * A symbol of the page.
 * @param {string} address of the symbol, with its "icon-" or "shape-"
 * @param {string} className
 */
export function drawing(address, className = "icon") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#${address}`);
  svg.append(use);
  return svg;
}

/**
 * Set a text only where it differs: selections and screen readers are left in peace.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * A button with a text.
 * @param {string} text
 * @param {string} className
 * @param {() => void} pressed
 */
export function button(text, className, pressed) {
  const element = make("button", { of: className, text, with: { type: "button" } });
  element.addEventListener("click", pressed);
  return element;
}
