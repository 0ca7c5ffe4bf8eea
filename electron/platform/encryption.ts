/** The system's key store as the key vault needs it: Electron's safeStorage, proved by a trial before it is used. */
import { safeStorage } from 'electron';

/** The two calls that both generations of safeStorage offer. */
type Cipher = {
  readonly encrypt: (text: string) => Promise<Uint8Array>;
  readonly decrypt: (bytes: Uint8Array) => Promise<string>;
};

/** The key store of this system; main hands it to the vault. */
export type SystemEncryption = Cipher & {
  /** False when the system would only scramble with a known password. */
  readonly available: () => boolean;
  /** For "stored in…". */
  readonly name: () => string;
};

/** How long start-up waits for the key store; it may ask the user to unlock it, and is used once it answers. */
const probeMillis = 3000;

const trialText = 'uplink key store trial';

/** On Linux, how text begins that was scrambled with the password every Chromium knows. */
const knownPasswordMark = 'v10';

/** Call after `app.whenReady()`. Never throws: a key store that fails the trial counts as not available. */
export async function openSystemEncryption(): Promise<SystemEncryption> {
  const cipher = pickCipher();
  let isProved = false;
  const proof = (async () => {
    isProved = await prove(cipher);
  })();
  await Promise.race([proof, after(probeMillis)]);
  return { ...cipher, available: () => isProved, name: () => (isProved ? storeName() : 'no key store') };
}

/** The asynchronous calls where they exist (Electron 42 and newer; from 46 on there are no others). */
function pickCipher(): Cipher {
  if (typeof safeStorage.encryptStringAsync === 'function') {
    return {
      encrypt: (text) => safeStorage.encryptStringAsync(text),
      decrypt: async (bytes) => (await safeStorage.decryptStringAsync(Buffer.from(bytes))).result,
    };
  }
  return {
    encrypt: async (text) => safeStorage.encryptString(text),
    decrypt: async (bytes) => safeStorage.decryptString(Buffer.from(bytes)),
  };
}

/** A support flag alone is not believed: without a key store Chromium on Linux would use a published password. */
async function prove(cipher: Cipher): Promise<boolean> {
  try {
    if (!(await isOffered())) return false;
    const bytes = await cipher.encrypt(trialText);
    if (process.platform === 'linux' && Buffer.from(bytes.subarray(0, 3)).toString('latin1') === knownPasswordMark) {
      return false;
    }
    return backend() !== 'basic_text' && (await cipher.decrypt(bytes)) === trialText;
  } catch {
    // Locked, refused or broken: the user is told that keys live for this run only.
    return false;
  }
}

async function isOffered(): Promise<boolean> {
  if (backend() === 'basic_text') return false;
  return typeof safeStorage.isAsyncEncryptionAvailable === 'function'
    ? safeStorage.isAsyncEncryptionAvailable()
    : safeStorage.isEncryptionAvailable();
}

/** Which store Linux uses; empty on other systems. */
function backend(): string {
  return process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : '';
}

function storeName(): string {
  if (process.platform === 'darwin') return 'the macOS Keychain';
  if (process.platform === 'win32') return 'Windows data protection';
  const store = backend();
  if (store.startsWith('kwallet')) return 'KWallet';
  return store === 'gnome_libsecret' ? 'the GNOME keyring' : 'the system’s key store';
}

function after(millis: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, millis).unref();
  });
}
