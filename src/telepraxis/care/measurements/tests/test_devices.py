"""A Bluetooth device read into the form in a real browser. There is no radio here: the scene plays the device's end in
the page, with the bytes that the standard prescribes; everything from `navigator.bluetooth` on is ours.
"""

import pytest

from telepraxis.base.record.models import Observation
from tests.waiting import wait_until

from .. import reading

pytestmark = [pytest.mark.browser, pytest.mark.media]

CUFF = """
const value = (...bytes) => new DataView(Uint8Array.from(bytes).buffer);
class Cuff extends EventTarget {
  async startNotifications() { window.cuff = this; }
  measures(...bytes) { this.value = value(...bytes); this.dispatchEvent(new Event("characteristicvaluechanged")); }
}
const device = Object.assign(new EventTarget(), {
  name: "UA-651BLE",
  gatt: {
    disconnect() {},
    async connect() {
      return { async getPrimaryService(id) {
        if (id !== 0x1810) throw new Error("no such service");
        return { async getCharacteristic() { return new Cuff(); } };
      } };
    },
  },
});
Object.defineProperty(navigator, "bluetooth", { value: { requestDevice: async () => device } });
"""


def test_amara_reads_her_cuff_in_the_waiting_room_and_records_it(clinic, waiting):
    patient, _clinician = waiting
    patient.add_init_script(CUFF)
    patient.reload()
    patient.locator("summary", has_text="Measurements").click(timeout=30_000)
    patient.get_by_role("button", name="Read from a Bluetooth device").click(timeout=30_000)
    patient.get_by_text("Connected to UA-651BLE.").wait_for(timeout=30_000)
    patient.evaluate("cuff.measures(0x04, 0x87, 0, 0x52, 0, 0x63, 0, 0x40, 0)")
    patient.get_by_text("Read from UA-651BLE.").wait_for(timeout=30_000)

    shown = [patient.locator(f"[name={name}]").input_value() for name in ("blood_pressure_0", "blood_pressure_1")]
    patient.locator("[name=heart_rate]").fill("66")
    patient.get_by_role("button", name="Record").click()
    patient.get_by_text("2 values recorded").first.wait_for(timeout=30_000)

    def recorded():
        with clinic.serving():
            return reading.latest_of(clinic.amara) if Observation.objects.count() == 2 else None

    pressure, pulse = wait_until(recorded, within_s=30)
    assert shown == ["135", "82"]
    assert (pressure.text, pressure.way, pressure.device) == ("135/82", "device", "UA-651BLE")
    assert (pulse.text, pulse.way, pulse.device) == ("66", "patient", "")


def test_where_the_browser_has_no_bluetooth_it_says_so(clinic, waiting):
    patient, _clinician = waiting
    patient.add_init_script("Object.defineProperty(navigator, 'bluetooth', { value: undefined })")
    patient.reload()
    patient.locator("summary", has_text="Measurements").click(timeout=30_000)

    patient.get_by_text("This browser cannot reach Bluetooth devices.").wait_for(timeout=30_000)
    assert patient.get_by_role("button", name="Read from a Bluetooth device").count() == 0
