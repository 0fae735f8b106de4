// Who this device joins as: a name, and the secret by which the box knows the same pupil again.
import { recallShape, remember } from "./memory.js";

/**
 * @typedef {object} Person
 * @property {string} name the last name that was joined with, "" when there is none
 * @property {string} secret at least 128 random bits in base64url
 * @property {string | null} sessionId the class that was joined last: its pages come back without a question
 */

const SECRET_BYTES = 24;

/** The person of this device; a new one when nobody has joined from here. */
export function loadPerson() {
  const known = recallShape("person", isPerson);
  return known ?? newPerson();
}

/** @param {Person} person */
export function keepPerson(person) {
  remember("person", JSON.stringify(person));
}

/**
 * Somebody whom no box knows.
 * @returns {Person}
 */
export function newPerson() {
  return { name: "", secret: randomText(SECRET_BYTES), sessionId: null };
}

/**
 * Random bytes in base64url. Plain HTTP has no crypto.randomUUID, but it has this.
 * @param {number} bytes
 */
export function randomText(bytes) {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return btoa(String.fromCharCode(...random)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/**
 * @param {unknown} value
 * @returns {value is Person}
 */
function isPerson(value) {
  const person = /** @type {Partial<Person> | null} */ (value);
  if (typeof person !== "object" || person === null || typeof person.name !== "string") return false;
  const isSecret = typeof person.secret === "string" && /^[A-Za-z0-9_-]{22,128}$/.test(person.secret);
  return isSecret && (person.sessionId === null || typeof person.sessionId === "string");
}
