export { encodeSafetensors, parseSafetensors, type SafetensorsFile, type StoredTensor } from "./safetensors.ts";
