import { Module } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { ContextModule } from '@multilith/runtime';
import { Repository } from 'typeorm';
import { BookLent, FindLoans, LendBook, library } from './contract.js';
import { CreateLoan1796083200000, LoanEntity } from './loan.entity.js';

const LOAN_DAYS = 14;

// Runs in one transaction of the context: if it throws, nothing is written.
@CommandHandler(LendBook)
export class LendBookHandler implements ICommandHandler<LendBook> {
  constructor(@InjectRepository(LoanEntity) private readonly loans: Repository<LoanEntity>) {}

  async execute({ title, reader }: LendBook) {
    const insert = this.loans.createQueryBuilder().insert().values({ title, reader }).orIgnore().returning('title');
    if ((await insert.execute()).raw.length === 0) throw new BookLent({ title });
    return { dueOn: new Date(Date.now() + LOAN_DAYS * 86_400_000).toISOString().slice(0, 10) };
  }
}

@QueryHandler(FindLoans)
export class FindLoansHandler implements IQueryHandler<FindLoans> {
  constructor(@InjectRepository(LoanEntity) private readonly loans: Repository<LoanEntity>) {}

  async execute({ reader }: FindLoans) {
    const found = await this.loans.find({ where: { reader }, order: { title: 'ASC' } });
    return found.map(({ title }) => title);
  }
}

@Module({
  imports: [
    ContextModule.forFeature({
      contract: library,
      persistence: { entities: [LoanEntity], migrations: [CreateLoan1796083200000] },
    }),
  ],
  providers: [LendBookHandler, FindLoansHandler],
})
export class LibraryModule {}
