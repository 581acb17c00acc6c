"""Bar codes and QR codes on a page: a separator sheet between documents, a label with a record number."""

import cv2
import numpy as np

LOOK = 1800  # pixels of the longer side
LONGEST = 200  # characters


def barcodes_on(sheet: np.ndarray) -> tuple[str, ...]:
    """Return what QR codes and EAN or UPC bars say, each once."""
    scale = min(1.0, LOOK / max(sheet.shape))
    small = cv2.resize(sheet, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    said = [*_qr(small), *_bars(small)]
    return tuple(dict.fromkeys(text[:LONGEST] for text in said if text))


def _qr(small: np.ndarray) -> tuple[str, ...]:
    try:
        return cv2.QRCodeDetector().detectAndDecodeMulti(small)[1]
    except cv2.error:
        return ()


def _bars(small: np.ndarray) -> tuple[str, ...]:
    try:
        return cv2.barcode.BarcodeDetector().detectAndDecodeMulti(small)[1]
    except cv2.error:
        return ()
