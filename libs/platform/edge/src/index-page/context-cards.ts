import type { Flow } from './flow-map/flows.js';
import { counted } from './format.js';
import { html, type Html } from '../pages/html.js';
import type { ContextStatus } from './status-board.js';

/** Renders every context with its purpose, its host, and the contexts it communicates with. */
export function contextCards(contexts: readonly ContextStatus[], flows: readonly Flow[], host: string): Html {
  return html`<div class="cards">${contexts.map((context) => card(context, flows, host))}</div>`;
}

function card(context: ContextStatus, flows: readonly Flow[], host: string): Html {
  const { name, placement, about, schema, messages } = context;
  const here = placement === 'here';
  const towards = (kind: Flow['kind']): Flow[] => flows.filter((flow) => flow.kind === kind && flow.from === name);
  const calledBy = flows.filter(({ kind, to }) => kind === 'calls' && to === name);
  return html`<section class="card" id="context-${name}">
    <h2>${name} <span class="${here ? 'here' : 'away'}">${here ? `in ${host}` : placement}</span></h2>
    ${about ? html`<p>${about}</p>` : ''}
    <dl>
      ${
        schema
          ? html`<dt>schema</dt>
              <dd><code>${schema}</code></dd>`
          : ''
      }
      ${row(
        'calls',
        towards('calls').map(({ to, what }) => html`${link(to)}${what[0] === 'fallback' ? ' (or falls back)' : ''}`),
      )}
      ${row(
        'called by',
        calledBy.map(({ from }) => link(from)),
      )}
      ${row(
        'publishes to',
        towards('events').map(({ to }) => link(to)),
      )}
      ${row(
        'subscribes to',
        flows.filter(({ kind, to }) => kind === 'events' && to === name).map(({ from }) => link(from)),
      )}
    </dl>
    ${
      messages.length > 0
        ? html`<details>
            <summary>${sizes(messages)}</summary>
            <ul>
              ${messages.map((message) => html`<li><i>${message.kind}</i> ${message.name.slice(name.length + 1)}</li>`)}
            </ul>
          </details>`
        : ''
    }
  </section>`;
}

const link = (name: string): Html => html`<a href="#context-${name}">${name}</a>`;

function row(term: string, values: readonly Html[]): Html | '' {
  if (values.length === 0) return '';
  return html`<dt>${term}</dt>
    <dd>${values.map((value, index) => html`${index > 0 ? ', ' : ''}${value}`)}</dd>`;
}

const KINDS = [
  ['command', 'command'],
  ['query', 'querie'],
  ['event', 'event'],
] as const;

function sizes(messages: ContextStatus['messages']): string {
  return KINDS.map(([kind, stem]) => {
    const count = messages.filter((message) => message.kind === kind).length;
    if (count === 0) return '';
    return count === 1 ? `1 ${kind}` : counted(count, stem);
  })
    .filter(Boolean)
    .join(', ');
}
