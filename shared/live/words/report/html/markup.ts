/** HTML out of texts that nobody vouches for: every value of a template is escaped unless it is markup already. */

/** A finished piece of HTML; only `markup` makes one. */
export type Markup = { readonly html: string };

type Value = Markup | readonly Markup[] | string | number;

/** Characters that end a text or an attribute. */
const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Control characters, marks that turn the direction of what follows, and halves of surrogate pairs; joiners of emoji stay. */
const unreadable = /(?![\t\n\u200C\u200D])[\p{Cc}\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}]/gu;

/** `text` as it may stand between tags and inside quoted attributes. */
function escapeText(text: string): string {
  return text.replace(unreadable, '\uFFFD').replace(/[&<>"'`]/g, (character) => escapes[character] ?? '');
}

/** A template whose values are escaped; attributes must be quoted. */
export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  let html = parts[0] ?? '';
  values.forEach((value, index) => {
    html += write(value) + (parts[index + 1] ?? '');
  });
  return { html };
}

/** Nothing. */
export const nothing: Markup = { html: '' };

/** `piece` when there is something to show. */
export function when(condition: unknown, piece: () => Markup): Markup {
  return condition ? piece() : nothing;
}

function write(value: Value): string {
  if (typeof value === 'string') return escapeText(value);
  // Never "NaN" or "Infinity" in a coordinate.
  if (typeof value === 'number') return String(Number.isFinite(value) ? value : 0);
  return isList(value) ? value.map(({ html }) => html).join('') : value.html;
}

function isList(value: Markup | readonly Markup[]): value is readonly Markup[] {
  return Array.isArray(value);
}
