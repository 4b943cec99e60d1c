// A Nest application that does nothing, with the packages that a host has and the connections that it opens.
import 'reflect-metadata';
import '@nats-io/jetstream';
import '@nestjs/microservices';
import 'rxjs';
import 'zod';
import { connect } from '@nats-io/transport-node';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { tell } from './tell.js';

@Module({ imports: [CqrsModule.forRoot()] })
class EmptyModule {}

const [nats, database] = process.argv.slice(2) as [string, string];
await NestFactory.createApplicationContext(EmptyModule, { logger: false });
const dataSource = await new DataSource({ type: 'postgres', url: database }).initialize();
await dataSource.query('SELECT 1');
await connect({ servers: nats });
await tell();
