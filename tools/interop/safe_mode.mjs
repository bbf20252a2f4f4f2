// Canonicalise documents with jsonld.js in safe mode, where nothing may be dropped silently.
//
//   node safe_mode.mjs CONTEXTS.json < lines
//
// A line in:   {id, document}
// A line out:  {id, sha256, quads, error}: the hash (hex) and number of the canonical N-Quads
import {createHash} from 'node:crypto';
import jsonld from 'jsonld';
import {documentLoader, lineOut, linesIn, readContexts} from './documents.mjs';

const loader = documentLoader(readContexts(process.argv[2]));

async function canonicalise(document) {
  const quads = await jsonld.canonize(document, {
    algorithm: 'RDFC-1.0',
    format: 'application/n-quads',
    base: null,
    safe: true,
    documentLoader: loader
  });
  const sha256 = createHash('sha256').update(quads).digest('hex');
  return {sha256, quads: quads.split('\n').length - 1, error: null};
}

for await (const {id, document} of linesIn()) {
  const outcome = await canonicalise(document).catch(error => ({
    sha256: null,
    quads: null,
    error: `${error.message} ${JSON.stringify(error.details?.event ?? {})}`
  }));
  lineOut({id, ...outcome});
}
