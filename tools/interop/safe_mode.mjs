// Canonicalise documents with jsonld.js in safe mode, where nothing may be dropped silently, and
// write them back from what was read.
//
//   node safe_mode.mjs CONTEXTS.json < lines
//
// A line in:   {id, document, compact}: whether to write back
// A line out:  {id, sha256, quads, compacted, error}: the hash (hex) and number of the canonical
//              N-Quads, and the document in compacted form or null
import {createHash} from 'node:crypto';
import jsonld from 'jsonld';
import {documentLoader, lineOut, linesIn, readContexts} from './documents.mjs';

const loader = documentLoader(readContexts(process.argv[2]));

const safely = {base: null, safe: true, documentLoader: loader};

async function canonicalise({document, compact}) {
  const quads = await jsonld.canonize(document, {
    ...safely, algorithm: 'RDFC-1.0', format: 'application/n-quads'
  });
  const sha256 = createHash('sha256').update(quads).digest('hex');
  const compacted = compact ?
    await jsonld.compact(document, document['@context'], safely) : null;
  return {sha256, quads: quads.split('\n').length - 1, compacted, error: null};
}

for await (const {id, ...line} of linesIn()) {
  const outcome = await canonicalise(line).catch(error => ({
    sha256: null,
    quads: null,
    compacted: null,
    error: `${error.message} ${JSON.stringify(error.details?.event ?? {})}`
  }));
  lineOut({id, ...outcome});
}
