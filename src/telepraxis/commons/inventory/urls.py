from django.urls import path

from .views import counts, files, items, listing, lots, places, receive

app_name = "inventory"
urlpatterns = [
    path("stock/", listing.stock_list, name="list"),
    path("stock/receive/", receive.receive, name="receive"),
    path("stock/items/new/", items.new, name="new"),
    path("stock/items/<uuid:stock_id>/", items.one, name="item"),
    path("stock/items/<uuid:stock_id>/edit/", items.edit, name="edit"),
    path("stock/items/<uuid:stock_id>/take/", items.take, name="take"),
    path("stock/items/<uuid:stock_id>/price/", items.price, name="price"),
    path("stock/items/<uuid:stock_id>/pack/", items.pack, name="pack"),
    path("stock/lots/<uuid:lot_id>/", lots.one, name="lot"),
    path("stock/lots/<uuid:lot_id>/move/", lots.move, name="move"),
    path("stock/lots/<uuid:lot_id>/back/", lots.back, name="back"),
    path("stock/lots/<uuid:lot_id>/judge/", lots.judge, name="judge"),
    path("stock/recalls/", lots.recalls, name="recalls"),
    path("stock/counts/", counts.all_counts, name="counts"),
    path("stock/counts/<uuid:count_id>/", counts.one, name="count"),
    path("stock/counts/<uuid:count_id>/end/", counts.end, name="end_count"),
    path("stock/places/", places.places, name="places"),
    path("stock/places/<uuid:stock_place_id>/close/", places.close, name="close_place"),
    path("stock/import/", files.bring, name="import"),
    path("stock/import/<uuid:stock_file_id>/", files.look, name="look"),
    path("stock/export.csv", files.export, name="export"),
]
