import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { httpError } from './http-error.js';

/** Answers what controllers throw and routes that do not exist; leaves GraphQL errors to the GraphQL formatter. */
@Catch()
export class EdgeExceptionFilter implements ExceptionFilter {
  readonly #logger = new Logger('Http');

  catch(exception: unknown, host: ArgumentsHost): void {
    if (host.getType<string>() === 'graphql') throw exception;
    const { status, headers, body } = httpError(
      exception instanceof HttpException
        ? { statusCode: exception.getStatus(), message: exception.message }
        : exception,
    );
    if (status >= 500) this.#logger.error(exception);
    // Named, because a page may have set its own type before it failed.
    const reply = host.switchToHttp().getResponse<FastifyReply>().type('application/json; charset=utf-8');
    void reply.code(status).headers(headers).send(body);
  }
}
