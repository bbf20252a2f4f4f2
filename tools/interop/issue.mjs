// Issue credentials with @digitalbazaar/vc, for us to verify.
//
//   node issue.mjs CONTEXTS.json < lines
//
// A line in:   {id, unsigned, seed, verificationMethod, created}: seed is 32 bytes in hex,
//              verificationMethod the DID URL and created the moment to name in the proof
// A line out:  {id, credential, publicKeyMultibase, error}
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {documentLoader, lineOut, linesIn, readContexts} from './documents.mjs';

const loader = documentLoader(readContexts(process.argv[2]));

async function issue({unsigned, seed, verificationMethod, created}) {
  const [controller] = verificationMethod.split('#');
  const keyPair = await Ed25519Multikey.generate({
    id: verificationMethod, controller, seed: new Uint8Array(Buffer.from(seed, 'hex'))
  });
  const suite = new DataIntegrityProof({signer: keyPair.signer(), cryptosuite, date: created});
  const credential = await vc.issue({credential: unsigned, suite, documentLoader: loader});
  return {credential, publicKeyMultibase: keyPair.publicKeyMultibase, error: null};
}

for await (const line of linesIn()) {
  const outcome = await issue(line).catch(error => ({
    credential: null, publicKeyMultibase: null, error: error.message
  }));
  lineOut({id: line.id, ...outcome});
}
