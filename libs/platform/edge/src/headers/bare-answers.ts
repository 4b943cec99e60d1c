import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setAnswerHeaders } from '@multilith/host';
import type { AnswerHeaderOptions } from './answer-headers.js';

/** Answers, with our headers, requests that Node would answer by itself or Fastify without any hook. */
export function answerInPlaceOfNode(server: Server, { hstsSeconds = 0 }: AnswerHeaderOptions): void {
  const prepare = (response: ServerResponse): void => {
    setAnswerHeaders(response);
    if (hstsSeconds > 0) response.setHeader('strict-transport-security', `max-age=${hstsSeconds}`);
  };
  server.on('checkExpectation', (_request, response: ServerResponse) => {
    prepare(response);
    refuse(response, 417, 'No expectation but 100-continue is met here.');
  });
  const [handle] = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    prepare(response);
    if (request.headers.host === undefined && request.httpVersion === '1.1')
      return refuse(response, 400, 'The request names no host.');
    // `*` means the whole server (RFC 9110 9.3.7); a path begins with a slash.
    if (request.url === '*') return refuse(response, 400, 'The request names no path.');
    handle!(request, response);
  });
}

function refuse(response: ServerResponse, status: number, message: string): void {
  const body = JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
  response.writeHead(status, { connection: 'close', 'content-type': 'application/json; charset=utf-8' }).end(body);
}
