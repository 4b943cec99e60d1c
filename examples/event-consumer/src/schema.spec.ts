import { readFile } from 'node:fs/promises';
import { definitionOf } from '@multilith/contract';
import { shapeOf } from '@multilith/contract/lock';
import { expect, it } from 'vitest';
import { jsonSchemaOf } from '../../../tools/contract-tools/src/artefacts/json-schema/schema-of-shape.js';
import { TicketsSoldV1 } from './contract.js';
it('x', async () => {
  console.log(
    JSON.stringify(
      jsonSchemaOf(
        { shape: shapeOf(definitionOf(TicketsSoldV1)!.input).shape },
        { fields: new Map(), type: () => ({ text: undefined, fields: new Map() }) },
      ),
      undefined,
      2,
    ),
  );
});
