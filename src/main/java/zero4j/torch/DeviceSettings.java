package zero4j.torch;

import zero4j.SettingChecks;

/**
 * Where and in which number format models compute: the keys {@code device}, {@code dtype}, {@code threads}.
 *
 * @param threads CPU threads; 0 uses all cores
 */
public record DeviceSettings(Device device, Precision dtype, int threads) {
    /** Kind of processor. */
    public enum Device {
        CPU,
        CUDA
    }

    /** Element type of weights and activations. */
    public enum Precision {
        FLOAT32,
        BFLOAT16
    }

    public DeviceSettings {
        new SettingChecks("").atLeast("threads", threads, 0).done();
    }

    /** Whether that is the CPU, in float32. */
    public boolean isFloat32OnCpu() {
        return device == Device.CPU && dtype == Precision.FLOAT32;
    }
}
