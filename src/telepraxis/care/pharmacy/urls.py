from django.urls import path

from .views import bench_beside, bench_claim, bench_lines, bench_queue, bench_register, bench_whole, own, own_choosing

app_name = "pharmacy"
OWN = "me/<uuid:patient_id>/prescriptions/<uuid:prescription_id>/pharmacies/"
urlpatterns = [
    path(OWN, own_choosing.own_choose, name="own_choose"),
    path(f"{OWN}near/", own_choosing.own_near, name="own_near"),
    path(f"{OWN}<uuid:pharmacy_id>/", own_choosing.own_confirm, name="own_confirm"),
    path("me/<uuid:patient_id>/orders/<uuid:order_id>/", own.own_order, name="own_order"),
    path("me/<uuid:patient_id>/orders/<uuid:order_id>/agree/", own.own_agree, name="own_agree"),
    path("me/<uuid:patient_id>/orders/<uuid:order_id>/withdraw/", own.own_withdraw, name="own_withdraw"),
    path("pharmacy/", bench_queue.bench, name="bench"),
    path("pharmacy/count/", bench_queue.count, name="count"),
    path("pharmacy/scan/", bench_queue.scan, name="scan"),
    path("pharmacy/ask/", bench_queue.ask, name="ask"),
    path("pharmacy/claims/<uuid:claim_id>/", bench_claim.claim, name="claim"),
    path("pharmacy/claims/<uuid:claim_id>/labels.pdf", bench_whole.labels, name="labels"),
    path("pharmacy/claims/<uuid:claim_id>/ready/", bench_whole.ready, name="ready"),
    path("pharmacy/claims/<uuid:claim_id>/hand-over/", bench_whole.hand_over, name="hand_over"),
    path("pharmacy/claims/<uuid:claim_id>/give-back/", bench_whole.give_back, name="give_back"),
    path("pharmacy/claims/<uuid:claim_id>/delivery/", bench_whole.delivery, name="delivery"),
    path("pharmacy/claims/<uuid:claim_id>/remark/", bench_whole.remark, name="remark"),
    path("pharmacy/lines/<uuid:claim_line_id>/check/", bench_lines.check, name="check"),
    path("pharmacy/lines/<uuid:claim_line_id>/refuse/", bench_lines.refuse, name="refuse"),
    path("pharmacy/lines/<uuid:claim_line_id>/item/", bench_lines.choose, name="choose"),
    path("pharmacy/lines/<uuid:claim_line_id>/pick/", bench_lines.pick, name="pick"),
    path("pharmacy/lines/<uuid:claim_line_id>/put-back/", bench_lines.put_back, name="put_back"),
    path("pharmacy/lines/<uuid:claim_line_id>/ask-again/", bench_lines.ask_again, name="ask_again"),
    path("pharmacy/lines/<uuid:claim_line_id>/question/", bench_lines.question, name="question"),
    path("pharmacy/handouts/<uuid:handout_id>/back/", bench_lines.back, name="back"),
    path("pharmacy/register/", bench_register.shown, name="register"),
    path("pharmacy/register/alone/", bench_register.alone, name="alone"),
    path("pharmacy/register/register.csv", bench_register.file, name="register_file"),
    path("prescriptions/orders/<uuid:order_id>/remark/", bench_beside.remark, name="remark_beside"),
]
