import { Module } from '@nestjs/common';
import { GreetingService } from './greeting.service.js';

@Module({ providers: [GreetingService], exports: [GreetingService] })
export class GreetingModule {}
