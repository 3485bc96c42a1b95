//! Take connections, with TLS where a certificate is given, and bring them to an end when the server is to end.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use super::app::{App, router};
use super::options::{Limits, Tls};
use super::patient::Patient;
use crate::error::{Stop, StopCode};
use crate::run::Halt;

/// How often it is looked whether the server is to end.
const BEAT: Duration = Duration::from_millis(50);

/// The certificate and key of a server.
pub(super) fn acceptor(tls: &Tls) -> Result<TlsAcceptor, Stop> {
    let unfit = |path: &std::path::Path, error: &dyn std::fmt::Display| {
        let shown = path.display();
        Stop::new(format!("`{shown}`: {error}"), format!("`{shown}` 无法使用；程序原文：“{error}”"))
            .coded(StopCode::Settings)
            .hint(
                "give certificates and a key in PEM that belong together",
                "请给出相互匹配的 PEM 证书和私钥",
            )
    };
    let certificates = CertificateDer::pem_file_iter(&tls.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unfit(&tls.certificate, &error))?;
    let key = PrivateKeyDer::from_pem_file(&tls.key).map_err(|error| unfit(&tls.key, &error))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(certificates, key));
    let mut config = config.map_err(|error| unfit(&tls.certificate, &error))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Serves until `halt` is raised, then lets what is in hand come to its end within the time that it may take.
pub(super) async fn listen(
    app: Arc<App>,
    address: SocketAddr,
    tls: Option<TlsAcceptor>,
    halt: &Halt,
    on: impl FnOnce(SocketAddr, bool),
) -> Result<(), Stop> {
    let listener = TcpListener::bind(address).await.map_err(|error| unbound(address, &error))?;
    let bound = listener.local_addr().map_err(|error| unbound(address, &error))?;
    on(bound, tls.is_some());
    let (graceful, room) = (GracefulShutdown::new(), Arc::new(Semaphore::new(app.limits.connections)));
    let service = TowerToHyperService::new(router(&app));
    let builder = builder(app.limits.pause);
    loop {
        let stream = tokio::select! {
            stream = accepted(&listener, &room) => stream,
            () = sleep(BEAT), if !halt.is_halted() => continue,
            () = sleep(Duration::ZERO), if halt.is_halted() => break,
        };
        let Some((stream, place)) = stream else { continue };
        let (service, builder, watcher) = (service.clone(), builder.clone(), graceful.watcher());
        let (tls, Limits { pause, stalled, .. }) = (tls.clone(), app.limits);
        tokio::spawn(async move {
            let _place = place;
            let stream: Box<dyn Stream> = match tls {
                None => Box::new(stream),
                Some(tls) => match timeout(pause, tls.accept(stream)).await {
                    Ok(Ok(stream)) => Box::new(stream),
                    // Who speaks no TLS, or none in time, is not served.
                    _ => return,
                },
            };
            let stream = TokioIo::new(Patient::new(stream, stalled));
            // A connection that breaks off is its client's own affair.
            let _ = watcher.watch(builder.serve_connection(stream, service)).await;
        });
    }
    drop(listener);
    app.end();
    app.runs.end();
    ended(&app, graceful, halt).await;
    Ok(())
}

/// Waits for what is in hand, for no longer than it may take, nor when a second signal comes.
async fn ended(app: &App, graceful: GracefulShutdown, halt: &Halt) {
    let urgent = async {
        while !halt.is_urgent() {
            sleep(BEAT).await;
        }
    };
    tokio::select! {
        () = graceful.shutdown() => {}
        () = sleep(app.limits.grace) => {}
        () = urgent => {}
    }
}

/// What a connection is spoken over.
trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

fn builder(pause: Duration) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(pause).max_buf_size(64 << 10);
    builder
}

/// The next connection, once there is room for it.
async fn accepted(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> Option<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(room).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => {
            // Answers are small and written at once: none waits for another.
            let _ = stream.set_nodelay(true);
            Some((stream, place))
        }
        Err(error) => {
            // Too many open files, say: some will be closed.
            if !matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset) {
                sleep(BEAT).await;
            }
            None
        }
    }
}

fn unbound(address: SocketAddr, error: &std::io::Error) -> Stop {
    let stop = match error.kind() {
        ErrorKind::AddrInUse => Stop::new(
            format!("`--listen {address}`: something listens there already"),
            format!("`--listen {address}`：该地址已被占用"),
        )
        .hint("choose another port, or 0 for any free one", "请换用其他端口；0 为任意空闲端口"),
        ErrorKind::PermissionDenied => Stop::new(
            format!("`--listen {address}`: no permission"),
            format!("`--listen {address}`：没有权限"),
        )
        .hint("choose a port from 1024 on", "请使用 1024 及以上的端口"),
        _ => Stop::new(
            format!("`--listen {address}`: {error}"),
            format!("`--listen {address}` 无法监听；系统原文：“{error}”"),
        ),
    };
    stop.coded(StopCode::Usage)
}
