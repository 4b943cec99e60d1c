import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { httpError } from './http-error.js';
import { sendError } from './send-error.js';

/** Answers exceptions of controllers and unknown routes; GraphQL errors are left to the GraphQL formatter. */
@Catch()
export class EdgeExceptionFilter implements ExceptionFilter {
  readonly #logger = new Logger('Http');

  catch(exception: unknown, host: ArgumentsHost): void {
    if (host.getType<string>() === 'graphql') throw exception;
    const answer = httpError(
      exception instanceof HttpException
        ? { statusCode: exception.getStatus(), message: exception.message }
        : exception,
    );
    if (answer.status >= 500) this.#logger.error(exception);
    const http = host.switchToHttp();
    void sendError(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), answer);
  }
}
