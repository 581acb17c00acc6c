import asyncio
import os
import ssl
from concurrent.futures import ThreadPoolExecutor

import trustme

from telepraxis.server.tls import reloading


def write(pem, leaf):
    (pem.parent / "new").write_bytes(leaf.private_key_and_cert_chain_pem.bytes())
    os.replace(pem.parent / "new", pem)


async def serial_seen(port):
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting)
    der = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    return der


def test_new_connections_get_the_renewed_certificate_without_a_restart(tmp_path):
    authority, pem = trustme.CA(), tmp_path / "certificate.pem"
    write(pem, authority.issue_cert("clinic.example"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)

    async def scene():
        server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=context)
        port = server.sockets[0].getsockname()[1]
        watching = asyncio.create_task(reloading.keep_fresh(context, pem, pem, every_s=0.02))
        await asyncio.sleep(0)
        before = await serial_seen(port)

        pem.write_text("half written")
        assert await serial_seen(port) == before
        write(pem, authority.issue_cert("clinic.example"))

        async with asyncio.timeout(5):
            while await serial_seen(port) == before:
                pass
        watching.cancel()
        server.close()

    with ThreadPoolExecutor(1) as elsewhere:  # a browser test before this one keeps a loop in the main thread
        elsewhere.submit(asyncio.run, scene()).result()
