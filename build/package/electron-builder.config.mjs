/** How the built app becomes something to install, with every fuse set that a shipped app should have. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { NPM_RUNTIME } from '../set-up/npm-electron.mjs';

/** The development runtime from npm is another project's build: refuse to ship it, however it got here. */
function refuseNpmRuntime({ appOutDir }) {
  if (existsSync(path.join(appOutDir, NPM_RUNTIME.stamp))) {
    throw new Error('This package holds the development runtime from npm, which must never be shipped.');
  }
}

export default {
  appId: 'org.uplink.studio',
  productName: 'Uplink',
  copyright: 'Copyright © The Uplink authors',
  directories: { output: 'dist', buildResources: 'build/package' },
  // Everything the app needs is bundled into out/.
  files: ['out/**', 'package.json', '!node_modules', '!**/*.map', '!out/.built-from'],
  asar: true,
  npmRebuild: false,
  publish: null,
  afterPack: refuseNpmRuntime,
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
    enableCookieEncryption: true,
  },
  linux: { target: ['AppImage', 'deb', 'tar.gz'], category: 'AudioVideo', icon: 'build/package/icon.png' },
  deb: { maintainer: 'The Uplink authors <authors@uplink.invalid>' },
  mac: {
    target: ['dmg'],
    category: 'public.app-category.video',
    hardenedRuntime: true,
    entitlements: 'build/package/entitlements.mac.plist',
    entitlementsInherit: 'build/package/entitlements.mac.plist',
    extendInfo: {
      NSCameraUsageDescription: 'Uplink shows and broadcasts your camera when you choose it as a source.',
      NSMicrophoneUsageDescription: 'Uplink broadcasts your microphone when you choose it as a source.',
    },
  },
  win: { target: ['nsis'], icon: 'build/package/icon.png' },
};
