import type { FastifyRequest } from 'fastify';
import type { HttpErrorAnswer } from '../errors/http-error.js';
import { html } from './html.js';
import { page } from './page.js';

const TITLES: Readonly<Record<number, string>> = {
  400: 'That cannot be read',
  401: 'Who is there?',
  404: 'There is nothing here',
  503: 'Not right now',
};

/** Whether a person sees the response: a browser that opens a URL accepts HTML, programs do not. */
export function wantsPage({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean {
  return (method === 'GET' || method === 'HEAD') && headers.accept?.includes('text/html') === true;
}

/** Renders an error as a page, with the code that programs get. */
export function errorPage({ status, body }: HttpErrorAnswer): string {
  const [{ message, extensions }] = body.errors;
  const title = TITLES[status] ?? 'That did not work';
  return page({
    title: `${status} · ${title}`,
    body: html`<header>
        <div>
          <h1>${title}</h1>
          <p>${message}</p>
        </div>
        <nav><a class="main" href="/">What runs here</a></nav>
      </header>
      <p class="verdict busy">${status} <code>${extensions.code}</code></p>`,
  });
}
