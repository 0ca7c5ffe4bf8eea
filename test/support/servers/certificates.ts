/** Certificates for TLS tests, made by openssl on the spot: a private authority and leaves that are good or wrong in one way each. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../loopback.ts';
import { runWell } from '../processes.ts';

/** What a TLS server needs, PEM. */
export type Identity = { readonly key: string; readonly cert: string };

/** `authority` is what a client trusts; `authorityFile` the same for the command line. */
export type Certificates = {
  readonly authority: string;
  readonly authorityFile: string;
  /** For localhost, 127.0.0.1 and ::1. */
  readonly good: Identity;
  /** Signed well, for another name. */
  readonly otherHost: Identity;
  /** Its time was over in 2021. */
  readonly expired: Identity;
  readonly selfSigned: Identity;
  /** Issued by an intermediate authority that the server does not send. */
  readonly leafOnly: Identity;
  /** The certificate of that authority. */
  readonly intermediate: string;
  readonly remove: () => Promise<void>;
};

const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
const ourNames = 'DNS:localhost,IP:127.0.0.1,IP:::1';

/** Makes all of them; takes under a second. */
export async function makeCertificates(): Promise<Certificates> {
  const folder = await temporaryFolder();
  const openssl = (...args: readonly string[]): Promise<Buffer> => runWell('openssl', args, { cwd: folder.path });
  const identity = async (name: string): Promise<Identity> => ({
    key: await readFile(join(folder.path, `${name}.key`), 'utf8'),
    cert: await readFile(join(folder.path, `${name}.pem`), 'utf8'),
  });
  const selfSign = (name: string, ...extensions: readonly string[]): Promise<Buffer> => {
    const added = extensions.flatMap((extension) => ['-addext', extension]);
    const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`];
    return openssl('req', '-x509', ...curve, ...files, '-days', '30', '-subj', `/CN=${name}`, ...added);
  };
  const issue = async (name: string, issuer: string, extensions: readonly string[]): Promise<Identity> => {
    await writeFile(join(folder.path, `${name}.ext`), extensions.join('\n'));
    await openssl('req', ...curve, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    const files = ['-in', `${name}.csr`, '-out', `${name}.pem`, '-extfile', `${name}.ext`];
    const signer = ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`, '-CAcreateserial'];
    await openssl('x509', '-req', ...files, ...signer, '-days', '30');
    return identity(name);
  };
  await selfSign('root', 'keyUsage=keyCertSign');
  await issue('middle', 'root', ['basicConstraints=critical,CA:true', 'keyUsage=keyCertSign']);
  await selfSign('self', `subjectAltName=${ourNames}`);
  return {
    authority: await readFile(join(folder.path, 'root.pem'), 'utf8'),
    authorityFile: join(folder.path, 'root.pem'),
    good: await issue('good', 'root', [`subjectAltName=${ourNames}`]),
    otherHost: await issue('other', 'root', ['subjectAltName=DNS:other.example']),
    expired: await issueExpired(folder.path, openssl, identity),
    selfSigned: await identity('self'),
    leafOnly: await issue('leaf', 'middle', [`subjectAltName=${ourNames}`]),
    intermediate: await readFile(join(folder.path, 'middle.pem'), 'utf8'),
    remove: folder.remove,
  };
}

/** `openssl x509` can't date back; `openssl ca` can, and wants its little database. */
async function issueExpired(
  folder: string,
  openssl: (...args: readonly string[]) => Promise<Buffer>,
  identity: (name: string) => Promise<Identity>,
): Promise<Identity> {
  await writeFile(join(folder, 'index.txt'), '');
  await writeFile(
    join(folder, 'ca.cnf'),
    `[ca]
default_ca = ours
[ours]
database = index.txt
rand_serial = yes
new_certs_dir = .
certificate = root.pem
private_key = root.key
default_md = sha256
policy = any
x509_extensions = leaf
[any]
commonName = supplied
[leaf]
subjectAltName = ${ourNames}
`,
  );
  await openssl('req', ...curve, '-keyout', 'expired.key', '-out', 'expired.csr', '-subj', '/CN=expired');
  const dates = ['-startdate', '20210101000000Z', '-enddate', '20210201000000Z'];
  await openssl('ca', '-batch', '-notext', '-config', 'ca.cnf', ...dates, '-in', 'expired.csr', '-out', 'expired.pem');
  return identity('expired');
}
