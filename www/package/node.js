// Where pages are rendered without a browser there is nothing to define.
export const KvraftLab = class {};
