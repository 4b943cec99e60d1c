// `multilith-contract`: writes and checks the artefacts of contracts.
console.error('multilith-contract <write|compat|publish>');
process.exitCode = 2;
