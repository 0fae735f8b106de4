// Small reaches into the markup, typed.

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
