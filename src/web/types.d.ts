// types.d.ts: what browsers have and TypeScript's DOM library does not
// SPDX-License-Identifier: GPL-3.0-or-later

interface FileSystemSyncAccessHandle {
  write(data: Uint8Array, options: { at: number }): number;
  read(data: Uint8Array, options: { at: number }): number;
  getSize(): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

interface FileSystemFileHandle {
  createSyncAccessHandle(): Promise<FileSystemSyncAccessHandle>;
}

interface FileSystemHandle {
  queryPermission?(options: { mode: 'read' | 'readwrite' }): Promise<PermissionState>;
  requestPermission?(options: { mode: 'read' | 'readwrite' }): Promise<PermissionState>;
}

interface DataTransferItem {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}

interface Window {
  showOpenFilePicker?(options: { id: string; multiple: boolean }): Promise<FileSystemFileHandle[]>;
  showDirectoryPicker?(options: { id: string; mode: 'read' | 'readwrite' }): Promise<FileSystemDirectoryHandle>;
}
