"""Portraits of invented people are taken by the same door as anybody's."""

import pytest

from telepraxis.registry.practitioners import portraits
from telepraxis.server.demo.portraits import portrait


@pytest.mark.parametrize("gender", ["female", "male", "other"])
def test_what_we_draw_is_shapes_only(gender):
    drawn = [portraits.media_type_of(portrait(f"seed {number}", gender).encode()) for number in range(40)]

    assert set(drawn) == {"image/svg+xml"}
