import { lockOf } from './dist/lock/lock-of.js';
import { artefactsOf } from './dist/artefacts/artefacts-of.js';
import { consumersOf } from './dist/workspace/consumers.js';
import { readdirSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
const root='/work/wt/artefacts';
const shared=await import('@contracts/shared');
const consumers=consumersOf(root);
console.time('all');
for (const c of readdirSync(root+'/libs/contracts')) { if (c==='shared') continue;
 const own=await import('@contracts/'+c); const names=new Map();
 for(const [n,v] of [...Object.entries(shared),...Object.entries(own)]) if(v?._zod) names.set(v,n);
 const loaded={folder:'libs/contracts/'+c,packageName:'@contracts/'+c,context:c,contract:own[c],names,previous:undefined,published:undefined};
 const {lock,faults}=lockOf(loaded); if(faults.length) console.log(faults);
 for(const f of await artefactsOf({root,loaded,lock,consumers})){ const p=join('/tmp/out',f.path); mkdirSync(dirname(p),{recursive:true}); writeFileSync(p,f.content); }
}
console.timeEnd('all');
