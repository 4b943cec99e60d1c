import { Controller, Get, Header, Inject } from '@nestjs/common';
import type { JSONWebKeySet } from 'jose';
import { DevelopmentIssuer } from './development-issuer.js';

/** Publishes the development key, so that other hosts on this machine accept the same tokens. */
@Controller('.well-known/jwks.json')
export class JwksController {
  constructor(@Inject(DevelopmentIssuer) private readonly issuer: DevelopmentIssuer) {}

  @Get()
  @Header('cache-control', 'max-age=60')
  keys(): JSONWebKeySet {
    return this.issuer.jwks;
  }
}
