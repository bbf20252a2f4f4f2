// The peers as functions: each takes a parsed credential and gives back what it makes of it.
//
// Suites, keys and loaders are made once, as in a server that stays up.
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as digitalBazaar from '@digitalbazaar/vc';
import * as digitalCredentials from '@digitalcredentials/vc';
import * as jose from 'jose';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {documentLoader as loaderOf} from './documents.mjs';

// Both libraries refuse a credential with a status entry unless they are given a function to check
// it. Ours looks the bit up; theirs is let off, which makes their work less.
const checkStatus = async () => ({verified: true});

async function linkedDataPeer(library, facts) {
  const documentLoader = loaderOf(facts);
  const [controller] = facts.verificationMethod.split('#');
  const keyPair = await Ed25519Multikey.generate({
    id: facts.verificationMethod, controller, seed: new Uint8Array(Buffer.from(facts.seed, 'hex'))
  });
  const signing = new DataIntegrityProof({
    signer: keyPair.signer(), cryptosuite, date: facts.created
  });
  const checking = new DataIntegrityProof({cryptosuite});
  return {
    // It adds the proof to what it is given, which is to be signed again in a later round.
    issue: credential => library.issue({
      credential: {...credential}, suite: signing, documentLoader
    }),
    async verify(credential) {
      const result = await library.verifyCredential({
        credential, suite: checking, documentLoader, checkStatus
      });
      if(!result.verified) {
        const errors = result.error?.errors ?? [result.error];
        throw new Error(errors.map(error => error?.message ?? String(error)).join(' | '));
      }
      return result;
    }
  };
}

async function josePeer() {
  const {privateKey, publicKey} = await jose.generateKeyPair('EdDSA', {crv: 'Ed25519'});
  const signed = new WeakMap();
  const issue = credential => new jose.SignJWT(credential)
    .setProtectedHeader({alg: 'EdDSA', typ: 'vc+jwt'}).sign(privateKey);
  return {
    issue,
    // What is verified is a JWT, not the credential with its proof: made once, outside the clock.
    prepare: async credential => signed.set(credential, await issue(credential)),
    verify: credential => jose.jwtVerify(signed.get(credential), publicKey)
  };
}

/** The peers by their npm names. */
export async function makePeers(facts) {
  return {
    '@digitalbazaar/vc': await linkedDataPeer(digitalBazaar, facts),
    '@digitalcredentials/vc': await linkedDataPeer(digitalCredentials, facts),
    jose: await josePeer()
  };
}
